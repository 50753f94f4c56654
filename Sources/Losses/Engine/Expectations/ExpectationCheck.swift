// Looks for numbers that an input hardly ever means, after what the catalogue says of it.

import Catalogue

extension Loss {
    /// What looks suspicious in the tensors of a problem that can be evaluated; at most one warning for each tensor.
    package func suspicions(_ problem: Problem<Float>) -> [LossWarning] {
        ExpectationCheck(self, problem).warnings
    }

    package func suspicions(_ problem: Problem<Double>) -> [LossWarning] {
        ExpectationCheck(self, problem).warnings
    }
}

/// Compares the tensors of one problem with what is expected of them.
///
/// A first pass without branches finds that all is well, as it nearly always is; only then is it asked which element is
/// odd, and whether that counts.
struct ExpectationCheck<Scalar: LossScalar> {
    /// What sums and logarithms are off by when they were computed in few digits.
    static var slack: Scalar { 1e-5 }
    /// The same for the sum of a row of many.
    static var sumSlack: Double { 1e-2 }

    // Not `some Loss`: the compiler makes fast code for a type of numbers only where it is the one parameter.
    private let loss: any Loss
    let problem: Problem<Scalar>

    /// The shape of the unreduced loss, which is only needed where something is odd or weighted.
    var itemShape: [Int] { type(of: loss).itemShape(problem.shapes) }

    init(_ loss: any Loss, _ problem: Problem<Scalar>) {
        self.loss = loss
        self.problem = problem
    }

    var warnings: [LossWarning] {
        var warnings: [LossWarning] = []
        for input in type(of: loss).entry.inputs {
            let expectation = loss.expectation(of: input)
            guard expectation != .anything, let tensor = problem.tensors[input.name], !tensor.values.isEmpty,
                let warning = warning(input.name, tensor, expectation)
            else { continue }
            warnings.append(warning)
        }
        guard !loss.readerAppliesMask else { return warnings }
        if let mask = problem.mask, let warning = columns("mask", mask, at: .mask()) { warnings.append(warning) }
        if let weights = problem.sampleWeight, let warning = columns("sample_weight", weights, at: .sampleWeight) {
            warnings.append(warning)
        }
        return warnings
    }

    private func warning(_ name: String, _ tensor: Tensor<Scalar>, _ expectation: Expectation) -> LossWarning? {
        switch expectation {
        case .anything: nil
        case .range(let range, let except): outside(range, except: except, name, tensor)
        case .tokenLogProbabilities: outside(-Double.infinity...0, except: nil, code: .logProbAboveZero, name, tensor)
        case .signs: neitherSign(name, tensor)
        case .scores: alreadyProbabilities(name, tensor)
        case .distributions: notADistribution(name, tensor)
        case .batchOfDistributions:
            problem.reduction == .batchmean && areDistributions(tensor)
                ? nil : outside(0...1, except: nil, name, tensor) ?? notSummingToOne(name, tensor)
        case .classLists: repeatedClass(name, tensor)
        case .corners: swappedCorners(name, tensor)
        case .itemWeights: columns(name, tensor, at: .tensor(name))
        }
    }
}

// Single numbers.
extension ExpectationCheck {
    private func outside(
        _ range: ClosedRange<Double>, except: Double?, code: LossWarning.Code = .unexpectedValue, _ name: String,
        _ tensor: Tensor<Scalar>
    ) -> LossWarning? {
        let (low, high) = (Scalar(range.lowerBound) - Self.slack, Scalar(range.upperBound) + Self.slack)
        guard Self.isAny(of: tensor.values[...], below: low, orAbove: high) else { return nil }
        let exception = except.map { Scalar($0) }
        guard
            let element = firstCounted(name, in: tensor, where: { ($0 < low || $0 > high) && $0 != exception })
        else { return nil }
        let expected =
            range.lowerBound == -.infinity
            ? "is above 0, and a logarithm of a probability is expected"
            : range.upperBound == .infinity ? "is below 0" : "is not between 0 and 1"
        return LossWarning(
            code: code, place: .tensor(name, element: element),
            detail: "\(name) \(tensor.values[element]) \(expected)")
    }

    /// Whether a number lies outside; NaN does not.
    static func isAny(of values: ArraySlice<Scalar>, below low: Scalar, orAbove high: Scalar) -> Bool {
        // Bits instead of Booleans, since those become branches and not vector instructions.
        var isOutside: Int32 = 0
        for value in values {
            let (isBelow, isAbove): (Int32, Int32) = (value < low ? 1 : 0, value > high ? 1 : 0)
            isOutside |= isBelow | isAbove
        }
        return isOutside != 0
    }

    private func neitherSign(_ name: String, _ tensor: Tensor<Scalar>) -> LossWarning? {
        var isOdd: Int32 = 0
        for value in tensor.values {
            let (isPositive, isNegative): (Int32, Int32) = (value == 1 ? 1 : 0, value == -1 ? 1 : 0)
            isOdd |= 1 ^ (isPositive | isNegative)
        }
        guard isOdd != 0, let element = firstCounted(name, in: tensor, where: { $0.magnitude != 1 }) else { return nil }
        return LossWarning(
            code: .unexpectedValue, place: .tensor(name, element: element),
            detail: "\(name) \(tensor.values[element]) is neither 1 nor -1")
    }

    /// The first odd element that is neither masked nor of weight 0; `nil` as well when that cannot be told.
    private func firstCounted(
        _ name: String, in tensor: Tensor<Scalar>, where isOdd: (Scalar) -> Bool
    ) -> Int? {
        guard let counts = counting(tensor.shape) else { return nil }
        let reads = loss.reader(problem, name)
        let weights = problem.tensors["weight"].flatMap { $0.shape == tensor.shape ? $0.values : nil }
        return tensor.values.indices.first { index in
            isOdd(tensor.values[index]) && counts(index) && weights?[index] != 0 && reads(index)
        }
    }

    /// Whether an item of a shape counts; `nil` when that cannot be told, since the loss has items of another shape.
    func counting(_ shape: [Int]) -> ((Int) -> Bool)? {
        guard !loss.readerAppliesMask, problem.mask != nil || problem.sampleWeight != nil else { return { _ in true } }
        let itemShape = itemShape
        guard shape == itemShape, let items = try? ItemWeights(problem, shape: itemShape) else { return nil }
        return { items.values?[$0] != 0 }
    }
}

// Shapes.
extension ExpectationCheck {
    /// That weights went along the last dimensions where they fit the first ones as well.
    private func columns(_ name: String, _ weights: Tensor<Scalar>, at place: LossPlace) -> LossWarning? {
        let (rank, itemShape) = (weights.shape.count, itemShape)
        guard rank > 0, rank < itemShape.count, weights.shape.contains(where: { $0 > 1 }),
            Array(itemShape.prefix(rank)) == weights.shape, Array(itemShape.suffix(rank)) == weights.shape
        else { return nil }
        let rows = weights.shape + [Int](repeating: 1, count: itemShape.count - rank)
        return LossWarning(
            code: .broadcast, place: place,
            detail:
                "\(name) of shape \(weights.shape) is broadcast along the last dimensions of the loss of shape \(itemShape); "
                + "if it is meant for the first, its shape must be \(rows)")
    }
}
