// Overlap of predicted and shown regions, in proportion to their sizes.

import Catalogue

struct DiceLoss: RegionLoss {
    static let entry = Entry(
        "dice_loss", aliases: ["DiceLoss"],
        summary: "1 less the Dice score of each class: twice the overlap over the sum of both regions.",
        formula:
            "1 − (I + smooth)/max((P + T)/2 + smooth, eps), with P = Σp, T = Σt, I = Σmin(p, t) over the batch and "
            + "all positions, p = softmax or sigmoid of input, t = target",
        denominator: RegionWords.denominator,
        kinks: "min(p, t) has half of the gradient where p = t; below eps the divisor is a constant.",
        inputs: RegionWords.inputs,
        source: "segmentation_models_pytorch.losses.DiceLoss; Milletari et al. (2016), V-Net",
        example: #"{"loss": "dice_loss", "input": [[[1.0, -1.0], [0.0, 2.0]]], "target": [[0, 1]]}"#)

    static let options: [Option<Self>] = regionOptions

    var settings = RegionSettings()
    var falseWeights: (positive: Double, negative: Double) { (0.5, 0.5) }
}
