// Triplets of vectors: the positive is to be nearer to the anchor than the negative, by a margin.

import Catalogue

struct TripletMarginLoss: VectorLoss {
    static let entry = Entry(
        "triplet_margin_loss", aliases: ["TripletMarginLoss"],
        summary: "What the positive lacks of being nearer to the anchor than the negative by a margin.",
        formula: "max(0, margin + d(a, p) − d(a, n)), with d(u, v) = ‖u − v + eps‖_p, a = anchor, p = positive, "
            + "n = negative; with swap d(p, n) where that is smaller than d(a, n)",
        denominator: "the number of triplets after broadcasting",
        kinks: "max(0, u) has the gradient 0 at u = 0. The norm has the gradient 0 at 0; for p = 1 so has each "
            + "component; for p = Infinity the largest components share; p = 0 has none. Equal distances under "
            + "swap have half each.",
        inputs: .triplet,
        source:
            "torch.nn.functional.triplet_margin_loss; Balntas et al. (2016), Learning Shallow Convolutional Feature "
            + "Descriptors with Triplet Losses",
        example: #"{"loss": "triplet_margin_loss", "anchor": [[0.0, 0.0]], "positive": [[2.0, 0.0]], "#
            + #""negative": [[1.5, 0.0]]}"#)

    static let options: [Option<Self>] = [
        .number("margin", \.margin, in: .positive, "How much nearer the positive is to be."),
        .number("p", \.power, in: .any, "The power of the norm; with Infinity, the largest component."),
        .number("eps", \.eps, in: .any, "What is added to each component of a difference."),
        .boolean("swap", \.swap, "Whether the distance between positive and negative counts where it is smaller."),
    ]

    static var operands: [VectorOperand] { Triplet<PairwiseDistance>.operands }

    var margin = 1.0
    var power = 2.0
    var eps = 1e-6
    var swap = false

    static func check(_ shapes: [[Int]]) throws(LossFaults) {
        try entry.inputs.checkEqualRanks(shapes)
    }

    func evaluate(_ item: inout VectorItem) -> Double {
        let distance = PairwiseDistance(norm: PNorm(power: power, largest: item.largest), eps: eps)
        return Triplet(distance: distance, margin: margin, swap: swap).evaluate(&item)
    }
}
