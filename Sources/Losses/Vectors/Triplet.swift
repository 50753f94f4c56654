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
        let near = item.overflowing(distance.value(&item, 0, 1))
        let far = item.overflowing(distance.value(&item, 0, 2))
        let swapped = swap ? item.overflowing(distance.value(&item, 1, 2)) : .infinity
        let smallest = far.isNaN || swapped.isNaN ? .nan : min(far, swapped)
        let lack = margin + near - smallest
        // torch multiplies by 0 where nothing is lacking, which shows where a distance is not finite.
        guard item.wantsGradient, lack > 0 || !(near + far).isFinite || swapped.isNaN else {
            return lack <= 0 ? 0 : lack
        }
        let active: Double = lack > 0 ? 1 : 0
        let farShare: Double = !swap || far < swapped ? 1 : far == swapped ? 0.5 : 0
        distance.addGradients(&item, 0, 1, value: near, times: active)
        distance.addGradients(&item, 0, 2, value: far, times: -active * farShare)
        if swap { distance.addGradients(&item, 1, 2, value: swapped, times: -active * (1 - farShare)) }
        return lack <= 0 ? 0 : lack
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
