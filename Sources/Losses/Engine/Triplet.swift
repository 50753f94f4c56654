// Anchor, positive, negative: what the two triplet losses share.

import Catalogue

/// A margin between two distances of a triplet.
struct Triplet<Measure: Distance> {
    let distance: Measure
    let margin: Double
    let swap: Bool

    static var operands: [VectorOperand] { [.vector("anchor"), .vector("positive"), .vector("negative")] }

    /// The loss of the item, whose gradients are filled in.
    func evaluate(_ item: inout VectorItem) -> Double {
        let (anchor, positive, negative) = (item.values[0], item.values[1], item.values[2])
        let near = item.overflowing(distance.value(anchor, positive))
        let far = item.overflowing(distance.value(anchor, negative))
        let swapped = swap ? item.overflowing(distance.value(positive, negative)) : .infinity
        let smallest = far.isNaN || swapped.isNaN ? .nan : min(far, swapped)
        let lack = margin + near - smallest
        // torch multiplies by 0 where nothing is lacking, which shows where a distance is not finite.
        guard item.wantsGradient, lack > 0 || !(near + far).isFinite || swapped.isNaN else {
            return lack <= 0 ? 0 : lack
        }
        let active: Double = lack > 0 ? 1 : 0
        let farShare: Double = !swap || far < swapped ? 1 : far == swapped ? 0.5 : 0
        add(0, 1, near, active, to: &item)
        add(0, 2, far, -active * farShare, to: &item)
        if swap { add(1, 2, swapped, -active * (1 - farShare), to: &item) }
        return lack <= 0 ? 0 : lack
    }

    /// Adds `factor` times the derivatives of the distance between two of the vectors.
    private func add(_ first: Int, _ second: Int, _ value: Double, _ factor: Double, to item: inout VectorItem) {
        var gradients = (first: item.gradients[first], second: item.gradients[second])
        distance.addGradients(
            item.values[first], item.values[second], value: value, times: factor, to: &gradients)
        (item.gradients[first], item.gradients[second]) = gradients
    }
}

extension [Input] {
    /// What a triplet loss reads.
    static let triplet: [Input] = [
        Input("anchor", .embedding, shape: "(D) or (..., D)", gradient: .byDefault, "The vectors that are compared."),
        Input(
            "positive", .embedding, shape: "one of as many dimensions that broadcasts with anchor's",
            gradient: .byDefault, "Vectors that belong to the anchors."),
        Input(
            "negative", .embedding, shape: "one of as many dimensions that broadcasts with anchor's",
            gradient: .byDefault, "Vectors that do not."),
    ]

    /// - Throws: when tensors differ in their number of dimensions.
    func checkEqualRanks(_ shapes: [[Int]]) throws(LossFaults) {
        for (input, shape) in zip(self, shapes) where shape.count != shapes[0].count {
            throw LossFaults(
                .shapeMismatch, at: .tensor(input.name),
                "\(input.name) has \(shape.count) dimensions, \(self[0].name) has \(shapes[0].count)")
        }
    }
}
