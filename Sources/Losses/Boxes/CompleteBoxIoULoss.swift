// Overlap of boxes, the distance of their centres, and how their proportions differ.

import Catalogue

struct CompleteBoxIoULoss: BoxLoss, SafeForm {
    static let entry = Entry(
        "complete_box_iou_loss", aliases: [],
        summary: "1 less the overlap of two boxes, plus the distance of their centres and the difference of their "
            + "proportions.",
        formula: "distance_box_iou_loss (with its own eps of 1e-7) + α·v, with v = (4/π²)·(atan(w2/h2) − "
            + "atan(w1/h1))² and α = v/(1 − I/U + v + eps), taken for a constant",
        denominator: "the number of pairs after broadcasting; without any the mean is 0",
        kinks: "Edges that coincide share the gradient; boxes that only touch do not intersect; a box without "
            + "height has a gradient of NaN, one without height and width is NaN.",
        reductions: ["none", "mean", "sum"],
        inputs: .boxes,
        source: "torchvision.ops.complete_box_iou_loss; Zheng et al. (2020), Distance-IoU Loss",
        example:
            #"{"loss": "complete_box_iou_loss", "boxes1": [[0.0, 0.0, 2.0, 2.0]], "boxes2": [[1.0, 1.0, 3.0, 3.0]], "#
            + #""options": {"reduction": "mean"}}"#)

    static let options: [Option<Self>] = [
        .number("eps", \.eps, in: .nonNegative, "What is added to the divisor of α.")
    ]

    /// torchvision hands the option to α only.
    private static let innerEps = 1e-7

    static let safeForm =
        "A box without height, or without any size, has proportions with a gradient: those of atan2(w, h)."

    var eps = 1e-7
    var isSafe = false

    /// The angle that says what the proportions of a box are.
    private func proportion(_ box: BoxPair.Box) -> Dual {
        isSafe ? .atan2(box.width, box.height) : .atan(box.width / box.height)
    }

    func loss(_ pair: BoxPair) -> Dual {
        let turn = proportion(pair.second) - proportion(pair.first)
        let shape = turn * turn * (4 / (Double.pi * Double.pi))
        let divisor = (1 - pair.overlap(Self.innerEps)) + shape + eps
        // Boxes that are the same, with an eps of 0.
        let share = isSafe && divisor.value == 0 ? Dual(0) : (shape / divisor).detached
        return pair.distanceLoss(Self.innerEps) + share * shape
    }
}
