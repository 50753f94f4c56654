// Overlap of boxes, and how much of their enclosure neither of them fills.

import Catalogue

struct GeneralizedBoxIoULoss: BoxLoss {
    static let entry = Entry(
        "generalized_box_iou_loss", aliases: [],
        summary: "1 less the overlap of two boxes, plus the share of their enclosure that neither fills.",
        formula: "1 − I/(U + eps) + (E − U)/(E + eps), with I = area of the intersection, U = of the "
            + "union, E = of the smallest box around both",
        denominator: "the number of pairs after broadcasting; without any the mean is 0",
        kinks: "Edges that coincide share the gradient; boxes that only touch do not intersect.",
        reductions: ["none", "mean", "sum"],
        inputs: .boxes,
        source: "torchvision.ops.generalized_box_iou_loss; Rezatofighi et al. (2019), Generalized "
            + "Intersection over Union",
        example:
            #"{"loss": "generalized_box_iou_loss", "boxes1": [[0.0, 0.0, 2.0, 2.0]], "boxes2": [[1.0, 1.0, 3.0, 3.0]], "#
            + #""options": {"reduction": "mean"}}"#)

    static let options: [Option<Self>] = [
        .number("eps", \.eps, in: .nonNegative, "What is added to divisors.")
    ]

    var eps = 1e-7

    func loss(_ pair: BoxPair) -> Dual {
        let (width, height) = pair.enclosure
        let (area, union) = (width * height, pair.union)
        return (1 - pair.overlap(eps)) + (area - union) / (area + eps)
    }
}
