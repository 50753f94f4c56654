// The sequences of a ctc_loss: shapes, lengths and labels.

import Catalogue
import RealModule

/// A batch of sequences, or a single one.
struct CTCProblem<Scalar: LossScalar>: ItemProblem {
    private let loss: CTCLoss
    private let problem: Problem<Scalar>
    private let logProbs: Tensor<Scalar>
    private let targets: Tensor<Scalar>
    private let steps: Int
    private let batch: Int
    private let classes: Int
    private let inputLengths: [Int]
    private let targetLengths: [Int]
    private let targetStarts: [Int]
    let itemShape: [Int]
    private var labels: [[Int]] = []
    private var gradient: [Scalar] = []
    private(set) var warnings: [LossWarning] = []
    private let wantsGradient: Bool

    init(_ loss: CTCLoss, _ problem: Problem<Scalar>) throws(LossFaults) {
        self.loss = loss
        self.problem = problem
        logProbs = try problem.tensor("log_probs")
        targets = try problem.tensor("targets")
        let shape = logProbs.shape
        guard shape.count == 2 || shape.count == 3, !shape.contains(0) else {
            throw LossFaults(
                .shapeMismatch, at: .tensor("log_probs"),
                "log_probs has shape \(shape); this loss takes (T, C) or (T, N, C), and none of them may be 0")
        }
        steps = shape[0]
        batch = shape.count == 3 ? shape[1] : 1
        classes = shape[shape.count - 1]
        itemShape = shape.count == 3 ? [batch] : []
        guard (0..<classes).contains(loss.blank) else {
            throw LossFaults(.optionConflict, at: .option("blank"), "blank \(loss.blank) is not in 0..<\(classes)")
        }
        inputLengths = try Self.lengths("input_lengths", problem, batch, limit: steps)
        let isPadded = targets.shape.count == 2
        guard targets.shape.count == 1 || (isPadded && targets.shape[0] == batch) else {
            throw LossFaults(
                .shapeMismatch, at: .tensor("targets"),
                "targets has shape \(targets.shape); \(batch) sequences need (\(batch), S), or all labels in one list")
        }
        targetLengths = try Self.lengths(
            "target_lengths", problem, batch, limit: isPadded ? targets.shape[1] : targets.values.count)
        guard isPadded || targetLengths.reduce(0, +) == targets.values.count else {
            throw LossFaults(
                .shapeMismatch, at: .tensor("targets"),
                "targets holds \(targets.values.count) labels; target_lengths sum to \(targetLengths.reduce(0, +))")
        }
        var starts = [0]
        for length in targetLengths {
            starts.append(starts[starts.count - 1] + (isPadded ? targets.shape[1] : length))
        }
        targetStarts = starts
        wantsGradient = problem.gradients.contains("log_probs")
    }

    /// Reads how many steps, or labels, each sequence has.
    private static func lengths(
        _ name: String, _ problem: Problem<Scalar>, _ batch: Int, limit: Int
    ) throws(LossFaults) -> [Int] {
        let tensor = try problem.tensor(name)
        guard tensor.shape.count <= 1, tensor.values.count == batch else {
            throw LossFaults(
                .shapeMismatch, at: .tensor(name),
                "\(name) has shape \(tensor.shape); \(batch) sequences need [\(batch)]")
        }
        var faults: [LossFault] = []
        let lengths = tensor.values.enumerated().map { index, value -> Int in
            if let length = value.whole, (0...limit).contains(length) { return length }
            guard faults.count < LossFaults.limit else { return 0 }
            let isWhole = value.whole != nil
            faults.append(
                LossFault(
                    isWhole ? .outOfDomain : .notWhole, at: .tensor(name, element: index),
                    isWhole ? "\(value) is not in 0...\(limit)" : "\(value) is not a whole number"))
            return 0
        }
        try LossFaults.throwing(faults)
        return lengths
    }

    var knownWork: Int? {
        // The sequences may be shorter than the tensors have room for.
        // No length is larger than a tensor, so that the sum does not overflow.
        let states = zip(inputLengths, targetLengths).reduce(0) { $0 + $1.0 * (2 * $1.1 + 1) }
        return max(logProbs.values.count, Work.product([states, CTCLoss.elementsPerState]))
    }

    mutating func begin(_ items: ItemWeights<Scalar>) throws(LossFaults) {
        var faults: [LossFault] = []
        labels = [[Int]](repeating: [], count: batch)
        for item in 0..<batch where !items.leavesOut(item) {
            for position in targetStarts[item]..<(targetStarts[item] + targetLengths[item]) {
                if let label = targets.whole(position), (0..<classes).contains(label) {
                    labels[item].append(label)
                    if label == loss.blank, warnings.isEmpty {
                        warnings.append(
                            LossWarning(
                                code: .unexpectedValue, place: .tensor("targets", element: position),
                                detail: "targets \(label) is the blank, which stands for no label"))
                    }
                } else if faults.count < LossFaults.limit {
                    faults.append(.notAClass(targets, "targets", position, "0..<\(classes)"))
                }
            }
        }
        try LossFaults.throwing(faults)
        if wantsGradient { gradient = [Scalar](repeating: 0, count: logProbs.values.count) }
    }

    mutating func evaluate(_ item: Int, scale: Double?) -> Double {
        let share = problem.reduction == .mean ? 1 / Double(max(1, labels[item].count)) : 1
        guard inputLengths[item] > 0 else {
            let isPossible = labels[item].isEmpty || loss.zeroInfinity
            return isPossible ? 0 : .infinity
        }
        var lattice = CTCLattice(labels: labels[item], blank: loss.blank, steps: inputLengths[item])
        let cost = lattice.cost { Double(logProbs.values[index($0, item, $1)]) }
        if cost == .infinity, loss.zeroInfinity { return 0 }
        // A target that fits nowhere has no posterior: NaN in torch, nothing where that is not wanted.
        if wantsGradient, let scale, !(loss.isSafe && cost == .infinity) {
            addGradient(of: item, lattice, cost: cost, scale: scale * share)
        }
        return cost * share
    }

    private mutating func addGradient(of item: Int, _ lattice: CTCLattice, cost: Double, scale: Double) {
        let slopes = slopes(of: item, lattice, cost: cost, scale: scale)
        for step in 0..<inputLengths[item] {
            let row = (inputLengths[item] - 1 - step) * classes
            for label in 0..<classes { gradient[index(step, item, label)] = slopes[row + label] }
        }
    }

    /// `scale` times the derivatives by the classes, for each step from the last to the first.
    private func slopes(of item: Int, _ lattice: CTCLattice, cost: Double, scale: Double) -> [Scalar] {
        var slopes: [Scalar] = []
        lattice.forEachStepBackwards(
            { Double(logProbs.values[index($0, item, $1)]) }, classes: classes
        ) { step, joint in
            for label in joint.indices {
                let logarithm = Double(logProbs.values[index(step, item, label)])
                let isLeftOut = loss.isSafe && logarithm == -.infinity
                let slope =
                    isLeftOut ? 0 : Double.exponential(logarithm) - Double.exponential(joint[label] + cost - logarithm)
                slopes.append(Scalar(slope * scale))
            }
        }
        return slopes
    }

    /// Where a number of `log_probs` lies.
    private func index(_ step: Int, _ item: Int, _ label: Int) -> Int {
        (step * batch + item) * classes + label
    }

    func gradients() -> NamedList<Tensor<Scalar>> {
        wantsGradient ? ["log_probs": Tensor(shape: logProbs.shape, values: gradient)] : [:]
    }
}
