// The log-probabilities of answers: sums that are given, or made of those of their tokens.

import Catalogue

/// Whether log-probabilities are those of whole answers or of their tokens.
enum LogProbLevel: String, CaseIterable, Sendable { case sequence, token }

/// One tensor of log-probabilities, summed over each answer.
struct AnswerLogProbs<Scalar: LossScalar> {
    let name: String
    private let shape: [Int]
    private let values: [Scalar]
    /// Where the tokens of the answers are; `nil` for sums.
    private let layout: TokenLayout<Scalar>?

    /// - Parameters:
    ///   - name: the tensor.
    ///   - side: what the names of its lengths and mask begin with, such as `chosen`.
    ///   - problem: the problem.
    ///   - level: whether it has tokens.
    /// - Throws: when the tensors do not go together.
    init(_ name: String, side: String, _ problem: Problem<Scalar>, _ level: LogProbLevel) throws(LossFaults) {
        self.name = name
        if level == .sequence, problem.tensors["\(side)_mask"] != nil {
            throw LossFaults(
                .optionConflict, at: .tensor("\(side)_mask"),
                "\(side)_mask is one of tokens, and \(name) has sums over them; give log_prob_level token with the "
                    + "log-probabilities of the tokens")
        }
        let tensor = try problem.tensor(name)
        (shape, values) = (tensor.shape, tensor.values)
        layout =
            level == .sequence
            ? nil : try TokenLayout(of: name, problem, lengths: "\(side)_lengths", mask: "\(side)_mask")
    }

    /// - Throws: when two models have different tokens of the same answers.
    func checkShape(of other: AnswerLogProbs) throws(LossFaults) {
        guard layout != nil, shape != other.shape else { return }
        throw LossFaults(
            .shapeMismatch, at: .tensor(name),
            "\(name) has shape \(shape), and \(other.name), the same tokens, \(other.shape)")
    }

    /// A test of whether a token counts, and its answer.
    static func reader(_ name: String, side: String, _ problem: Problem<Scalar>) -> (Int) -> Bool {
        guard
            let layout = try? TokenLayout(of: name, problem, lengths: "\(side)_lengths", mask: "\(side)_mask"),
            let items = try? ItemWeights(problem, shape: [layout.sequences.count])
        else { return { _ in true } }
        return { layout.counts($0) && items.values?[layout.sequence(of: $0)] != 0 }
    }

    /// The shape of its items.
    var itemShape: [Int] { layout.map { [$0.sequences.count] } ?? shape }

    /// The sum of each answer, of items of that shape; 0 for those that are left out.
    func sums(of items: ItemWeights<Scalar>) -> [Double] {
        if let layout {
            return layout.sequences.indices.map { sequence in
                guard !items.leavesOut(sequence), layout.counted[sequence] > 0 else { return 0 }
                var sum = LaneSum()
                for (start, count) in layout.groups(of: sequence) {
                    let keep = layout.counted(at: start, count: count)
                    sum.add(values.lanes(at: start, count: count).kept(keep))
                }
                return sum.value
            }
        }
        let expanded = Tensor(shape: shape, values: values).expanded(to: items.shape)
        return expanded.indices.map { items.leavesOut($0) ? 0 : Double(expanded[$0]) }
    }

    /// How many tokens of each answer count; `nil` for sums.
    var counts: [Double]? { layout?.counted.map { Double($0) } }

    /// The gradient, from the slopes by the sums.
    func gradient(_ slopes: [Double], shape itemShape: [Int]) -> Tensor<Scalar> {
        // As a sum would have it, 0 has no sign.
        let slopes = slopes.map { 0 + $0 }
        guard let layout else { return Tensor<Double>(shape: itemShape, values: slopes).summed(to: shape) }
        var gradient = [Scalar](repeating: 0, count: values.count)
        for sequence in layout.sequences.indices where layout.counted[sequence] > 0 {
            for (start, count) in layout.groups(of: sequence) {
                let keep = layout.counted(at: start, count: count)
                gradient.store(Lanes(repeating: slopes[sequence]).kept(keep), at: start, count: count)
            }
        }
        return Tensor(shape: shape, values: gradient)
    }

    /// That numbers were broadcast, which may not be meant.
    func warning(_ itemShape: [Int]) -> LossWarning? {
        guard layout == nil, shape != itemShape else { return nil }
        return LossWarning(
            code: .broadcast, place: .tensor(name),
            detail:
                "\(name) of shape \(shape) was broadcast to \(itemShape); give it that shape if that is not intended")
    }
}

extension TokenLayout {
    /// The tokens of a tensor whose lengths and mask are tensors of the loss.
    init(of name: String, _ problem: Problem<Scalar>, lengths: String, mask: String) throws(LossFaults) {
        var own = Problem<Scalar>(tensors: [:], mask: problem.tensors[mask])
        own.tensors[name] = problem.tensors[name]
        own.tensors["lengths"] = problem.tensors[lengths]
        do throws(LossFaults) {
            try self.init(of: name, own)
        } catch {
            throw error.renamed(lengths: lengths, mask: mask)
        }
    }
}

extension LossFaults {
    /// The same faults, of tensors of other names.
    fileprivate func renamed(lengths: String, mask: String) -> LossFaults {
        let moved = faults.map { fault in
            let place: LossPlace =
                switch fault.place {
                case .tensor("lengths", let element): .tensor(lengths, element: element)
                case .mask(let element): .tensor(mask, element: element)
                default: fault.place
                }
            return LossFault(
                fault.code, at: place,
                fault.detail.replacing("lengths", with: lengths).replacing("mask has", with: "\(mask) has"))
        }
        return LossFaults(moved) ?? self
    }
}
