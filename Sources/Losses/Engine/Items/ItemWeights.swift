// Which items of the unreduced loss count, and how much: the mask and the sample weights of a task.

import Catalogue

/// The weights of the items of an unreduced loss.
struct ItemWeights<Scalar: LossScalar> {
    /// One weight for each item, 0 for those that are left out; `nil` when every item counts once.
    let values: [Scalar]?
    /// The shape of the unreduced loss.
    let shape: [Int]
    /// The number of items.
    let count: Int

    /// - Throws: when the mask or the weights do not broadcast to `shape`, or the mask holds other numbers than 0 and 1.
    init(_ problem: Problem<Scalar>, shape: [Int]) throws(LossFaults) {
        self.shape = shape
        count = Saturating.count(of: shape)
        guard problem.mask != nil || problem.sampleWeight != nil else {
            values = nil
            return
        }
        var faults: [LossFault] = []
        var weights: [Scalar]?
        if let sampleWeight = problem.sampleWeight {
            weights = LossFaults.collect(into: &faults) { () throws(LossFaults) in
                try Self.expand(sampleWeight, to: shape, .sampleWeight, "sample_weight")
            }
        }
        if let mask = problem.mask {
            LossFaults.collect(into: &faults) { () throws(LossFaults) in try Self.check(mask) }
            let kept = LossFaults.collect(into: &faults) { () throws(LossFaults) in
                try Self.expand(mask, to: shape, .mask(), "mask")
            }
            // Selected, not multiplied: whatever weight is masked is ignored.
            if let kept { weights = zip(weights ?? kept, kept).map { $1 == 0 ? 0 : $0 } }
        }
        try LossFaults.throwing(faults)
        values = weights
    }

    /// The weights of the items of a loss of that shape, with `grad_output` checked against it too.
    static func checked(_ problem: Problem<Scalar>, shape: [Int]) throws(LossFaults) -> ItemWeights {
        var faults: [LossFault] = []
        let items = LossFaults.collect(into: &faults) { () throws(LossFaults) in
            try ItemWeights(problem, shape: shape)
        }
        LossFaults.collect(into: &faults) { () throws(LossFaults) in
            try Reducer.checkGradOutput(problem, shape: shape)
        }
        guard let items, faults.isEmpty else {
            throw LossFaults(faults) ?? LossFaults(.missing, at: .mask(), "nothing to evaluate")
        }
        return items
    }

    /// Whether an item is left out, so that nothing in it matters.
    @inline(__always)
    func leavesOut(_ item: Int) -> Bool {
        guard let values else { return false }
        return values[item] == 0
    }

    /// Whether there are items that are not left out.
    var countsAny: Bool {
        guard let values else { return count > 0 }
        return values.contains { $0 != 0 }
    }

    /// The same items without the signs of their weights.
    var magnitudes: ItemWeights {
        ItemWeights(values: values?.map(\.magnitude), shape: shape, count: count)
    }

    private init(values: [Scalar]?, shape: [Int], count: Int) {
        (self.values, self.shape, self.count) = (values, shape, count)
    }

    /// Whether all items are left out; not so when there are none.
    var leavesOutAll: Bool {
        guard let values, !values.isEmpty else { return false }
        return values.allSatisfy { $0 == 0 }
    }

    /// The sum of the weights: the number of items when there are none.
    var sum: Double {
        guard let values else { return Double(count) }
        var sum = CompensatedSum()
        for value in values { sum.add(Double(value)) }
        return sum.value
    }

    private static func check(_ mask: Tensor<Scalar>) throws(LossFaults) {
        var faults: [LossFault] = []
        for (index, value) in mask.values.enumerated() where value != 0 && value != 1 {
            faults.append(
                LossFault(.invalidMask, at: .mask(element: index), "\(value) is neither 0 nor 1"))
            if faults.count == LossFaults.limit { break }
        }
        try LossFaults.throwing(faults)
    }

    private static func expand(
        _ tensor: Tensor<Scalar>, to shape: [Int], _ place: LossPlace, _ name: String
    ) throws(LossFaults) -> [Scalar] {
        guard Tensor<Scalar>.commonShape(tensor.shape, shape) == shape else {
            throw LossFaults(
                .shapeMismatch, at: place,
                "\(name) of shape \(tensor.shape) does not broadcast to the unreduced loss, of shape \(shape)")
        }
        return tensor.expanded(to: shape)
    }
}
