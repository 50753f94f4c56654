// Overlap of predicted and shown regions, in proportion to what they cover together.

import Catalogue

struct JaccardLoss: RegionLoss {
    static let entry = Entry(
        "jaccard_loss", aliases: ["JaccardLoss"],
        summary: "1 less the Jaccard score of each class: the overlap over the union of both regions.",
        formula:
            "1 − (I + smooth)/max(P + T − I + smooth, eps), with P = Σp, T = Σt, I = Σmin(p, t) over the batch and "
            + "all positions, p = softmax or sigmoid of input, t = target",
        denominator: RegionWords.denominator,
        kinks: "min(p, t) has half of the gradient where p = t; below eps the divisor is a constant.",
        inputs: RegionWords.inputs,
        source: "segmentation_models_pytorch.losses.JaccardLoss; Rahman and Wang (2016), Optimizing "
            + "Intersection-Over-Union",
        example: #"{"loss": "jaccard_loss", "input": [[[1.0, -1.0], [0.0, 2.0]]], "target": [[0, 1]]}"#)

    static let options: [Option<Self>] = regionOptions

    var settings = RegionSettings()
    var falseWeights: (positive: Double, negative: Double) { (1, 1) }
}
