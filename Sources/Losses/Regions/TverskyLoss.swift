// Overlap of predicted and shown regions, with a price for each kind of mistake.

import Catalogue

struct TverskyLoss: RegionLoss {
    static let entry = Entry(
        "tversky_loss", aliases: ["TverskyLoss"],
        summary: "1 less the Tversky score of each class, which prices false positives and negatives apart.",
        formula: "1 − (I + smooth)/max(I + alpha·(P − I) + beta·(T − I) + smooth, eps), with P = Σp, T = Σt, "
            + "I = Σmin(p, t) over the batch and all positions, p = softmax or sigmoid of input, t = target; a mean "
            + "(no sum) is raised to gamma",
        denominator: RegionWords.denominator + "; before the mean is raised to gamma",
        kinks: "min(p, t) has half of the gradient where p = t; below eps the divisor is a constant.",
        inputs: RegionWords.inputs,
        source: "segmentation_models_pytorch.losses.TverskyLoss; Salehi et al. (2017), Tversky Loss Function for Image "
            + "Segmentation",
        example: #"{"loss": "tversky_loss", "input": [[[1.0, -1.0], [0.0, 2.0]]], "target": [[0, 1]], "#
            + #""options": {"alpha": 0.3, "beta": 0.7}}"#)

    static let options: [Option<Self>] =
        regionOptions + [
            .number("alpha", \.alpha, in: .nonNegative, "The price of false positives."),
            .number("beta", \.beta, in: .nonNegative, "The price of false negatives."),
            .number("gamma", \.gamma, in: .positive, "The power that the mean is raised to."),
        ]

    var settings = RegionSettings()
    var alpha = 0.5
    var beta = 0.5
    var gamma = 1.0

    var falseWeights: (positive: Double, negative: Double) { (alpha, beta) }
    var powerOfMean: Double { gamma }
}
