// Overlap of boxes, and how far their centres lie apart.

import Catalogue

struct DistanceBoxIoULoss: BoxLoss {
    static let entry = Entry(
        "distance_box_iou_loss", aliases: [],
        summary: "1 less the overlap of two boxes, plus the distance of their centres.",
        formula: "1 − I/(U + eps) + d²/(c² + eps), with I = area of the intersection, U = of the union, d "
            + "= distance of the centres, c = diagonal of the smallest box around both",
        denominator: "the number of pairs after broadcasting; without any the mean is 0",
        kinks: "Edges that coincide share the gradient; boxes that only touch do not intersect.",
        reductions: ["none", "mean", "sum"],
        inputs: .boxes,
        source: "torchvision.ops.distance_box_iou_loss; Zheng et al. (2020), Distance-IoU Loss",
        example:
            #"{"loss": "distance_box_iou_loss", "boxes1": [[0.0, 0.0, 2.0, 2.0]], "boxes2": [[1.0, 1.0, 3.0, 3.0]], "#
            + #""options": {"reduction": "mean"}}"#)

    static let options: [Option<Self>] = [
        .number("eps", \.eps, in: .nonNegative, "What is added to divisors.")
    ]

    var eps = 1e-7

    func loss(_ pair: BoxPair) -> Dual {
        pair.distanceLoss(eps)
    }
}
