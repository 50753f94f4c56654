// Triplets of vectors under a distance that is chosen by name.

import Catalogue

struct TripletMarginWithDistanceLoss: VectorLoss {
    /// The distances there are; torch takes a function there.
    enum DistanceFunction: String, CaseIterable, Sendable {
        case pairwise, cosine
        case squaredEuclidean = "squared_euclidean"
    }

    static let entry = Entry(
        "triplet_margin_with_distance_loss", aliases: ["TripletMarginWithDistanceLoss"],
        summary: "What the positive lacks of being nearer to the anchor than the negative, under a chosen distance.",
        formula: "max(0, margin + d(a, p) − d(a, n)), with swap d(p, n) where that is smaller than d(a, n); "
            + "d(u, v) is ‖u − v + 1e-6‖₂ (pairwise), 1 − u·v/(‖u‖·‖v‖) with norms of at least 1e-8 (cosine), or "
            + "Σ(u − v)² (squared_euclidean); a = anchor, p = positive, n = negative",
        denominator: "the number of triplets after broadcasting",
        kinks: "max(0, u) has the gradient 0 at u = 0, and the norm at 0. Equal distances under swap have half "
            + "each.",
        inputs: .triplet,
        source: "torch.nn.functional.triplet_margin_with_distance_loss",
        example: #"{"loss": "triplet_margin_with_distance_loss", "anchor": [[1.0, 0.5]], "positive": [[2.0, 0.0]], "#
            + #""negative": [[1.5, 0.0]], "options": {"distance_function": "cosine"}}"#)

    static let options: [Option<Self>] = [
        .choice("distance_function", \.distance, "How far apart two vectors are."),
        .number("margin", \.margin, in: .positive, "How much nearer the positive is to be."),
        .boolean("swap", \.swap, "Whether the distance between positive and negative counts where it is smaller."),
    ]

    static var operands: [VectorOperand] { Triplet<PairwiseDistance>.operands }

    var distance = DistanceFunction.pairwise
    var margin = 1.0
    var swap = false

    static func check(_ shapes: [[Int]]) throws(LossFaults) {
        try entry.inputs.checkEqualRanks(shapes)
    }

    func evaluate(_ item: inout VectorItem) -> Double {
        switch distance {
        case .pairwise:
            let distance = PairwiseDistance(norm: PNorm(power: 2, largest: item.largest), eps: 1e-6)
            return Triplet(distance: distance, margin: margin, swap: swap).evaluate(&item)
        case .cosine:
            return Triplet(distance: CosineDistance(), margin: margin, swap: swap).evaluate(&item)
        case .squaredEuclidean:
            return Triplet(distance: SquaredEuclideanDistance(), margin: margin, swap: swap).evaluate(&item)
        }
    }
}
