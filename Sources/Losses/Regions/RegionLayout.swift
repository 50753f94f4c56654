// Where the classes of a segmentation lie in its tensors, and what scores and targets mean there.

import RealModule

/// What is shown of each class at each place, and which places count.
struct RegionTargets {
    var values: [Double] = []
    var isIgnored: [Bool] = []
}

/// Examples, classes and positions.
struct RegionLayout {
    let batch: Int
    let classes: Int
    /// The number of positions of one class in one example.
    let positions: Int

    init(_ input: [Int], _ target: [Int], _ mode: RegionMode) throws(LossFaults) {
        guard input.count >= (mode == .binary ? 1 : 2) else {
            throw LossFaults(
                .shapeMismatch, at: .tensor("input"),
                "input has shape \(input); mode \(mode.rawValue) needs (N, C, ...)")
        }
        batch = input[0]
        classes = mode == .binary ? 1 : input[1]
        positions = input.dropFirst(mode == .binary ? 1 : 2).reduce(1, *)
        var withoutClasses = input
        if input.count > 1 { withoutClasses.remove(at: 1) }
        let fits =
            switch mode {
            case .multiclass: target == withoutClasses
            case .multilabel: target == input
            case .binary: target == input || (input.count > 1 && input[1] == 1 && target == withoutClasses)
            }
        guard fits else {
            throw LossFaults(
                .shapeMismatch, at: .tensor("target"),
                "target has shape \(target); in mode \(mode.rawValue) an input of shape \(input) needs "
                    + "\(mode == .multiclass ? withoutClasses : input)")
        }
    }

    /// The example and the class of an element.
    func place(of index: Int) -> (example: Int, label: Int) {
        let plane = index / positions
        return (plane / classes, plane % classes)
    }

    /// Calls `body` with the elements of a class, of all examples or of one.
    func forEachIndex(of item: Int, sumsBatch: Bool, _ body: (Int) -> Void) {
        let examples = sumsBatch ? 0..<batch : (item / classes)..<(item / classes + 1)
        for example in examples {
            let start = (example * classes + item % classes) * positions
            for index in start..<(start + positions) { body(index) }
        }
    }

    /// What the target shows of each class everywhere.
    func targets<Scalar: LossScalar>(
        _ target: Tensor<Scalar>, ignoring ignored: Int, _ mode: RegionMode
    ) throws(LossFaults) -> RegionTargets {
        let values = target.values
        guard mode == .multiclass else {
            return RegionTargets(
                values: values.map { Double($0) }, isIgnored: values.map { $0 == Scalar(ignored) })
        }
        var faults: [LossFault] = []
        let count = values.count * classes
        var targets = RegionTargets(
            values: [Double](repeating: 0, count: count), isIgnored: [Bool](repeating: false, count: count))
        for index in values.indices {
            let start = index / positions * classes * positions + index % positions
            let label = target.whole(index)
            if label == ignored {
                for label in 0..<classes { targets.isIgnored[start + label * positions] = true }
            } else if let label, (0..<classes).contains(label) {
                targets.values[start + label * positions] = 1
            } else if faults.count < LossFaults.limit {
                faults.append(.notAClass(target, "target", index, "0..<\(classes)", ignoreIndex: ignored))
            }
        }
        try LossFaults.throwing(faults)
        return targets
    }

    /// The softmax over the classes, or the sigmoid of each score; with `isSafe` also of scores that are infinite.
    func probabilities<Scalar: LossScalar>(_ scores: [Scalar], _ mode: RegionMode, isSafe: Bool) -> [Double] {
        guard mode == .multiclass else { return scores.map { Double.sigmoid(Double($0)) } }
        var result = [Double](repeating: 0, count: scores.count)
        forEachColumn { column in
            var scores = column.map { Double(scores[$0]) }
            if isSafe, scores.contains(.infinity), !scores.contains(where: \.isNaN) { Settling.limit(&scores) }
            // Where no class is open none is predicted.
            if isSafe, scores.allSatisfy({ $0 == -.infinity }) { return }
            let softmax = LogSumExp(scores)
            for (index, score) in zip(column, scores) { result[index] = softmax.probability(score) }
        }
        return result
    }

    /// The derivatives by the scores, from those by the probabilities.
    func backward(_ slopes: [Double], _ probabilities: [Double], _ mode: RegionMode) -> [Double] {
        guard mode == .multiclass else {
            return zip(slopes, probabilities).map { $0 == 0 ? 0 : $0 * $1 * (1 - $1) }
        }
        var result = [Double](repeating: 0, count: slopes.count)
        forEachColumn { column in
            // What is ignored may be anything.
            guard column.contains(where: { slopes[$0] != 0 }) else { return }
            let mean = column.reduce(0) { $0 + slopes[$1] * probabilities[$1] }
            for index in column { result[index] = probabilities[index] * (slopes[index] - mean) }
        }
        return result
    }

    /// Calls `body` with the elements of all classes at each position of each example.
    private func forEachColumn(_ body: (StrideTo<Int>) -> Void) {
        for example in 0..<batch {
            for position in 0..<positions {
                let start = example * classes * positions + position
                body(stride(from: start, to: start + classes * positions, by: positions))
            }
        }
    }
}
