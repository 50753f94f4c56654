// Binary cross-entropy that turns away from what is already well predicted.

import Catalogue
import RealModule

struct SigmoidFocalLoss: ElementwiseLoss {
    static let entry = Entry(
        "sigmoid_focal_loss", aliases: [],
        summary: "Binary cross-entropy of scores, with less weight where the prediction is already good.",
        formula:
            "α_t·(1 − p_t)^gamma·bce, with p = σ(x), p_t = p·t + (1 − p)·(1 − t), α_t = alpha·t + (1 − alpha)·(1 − t) "
            + "(1 where alpha is −1), bce = −t·log p − (1 − t)·log(1 − p), x = input, t = target",
        denominator: "the number of elements",
        kinks: "Where the prediction is so good that nothing is left, the gradient is 0.",
        reductions: ["none", "mean", "sum"],
        inputs: [
            Input("input", .logit, shape: "any", gradient: .byDefault, "Scores."),
            Input("target", .probability, shape: "input's", gradient: .never, "0 or 1, or anything between."),
        ],
        source: "torchvision.ops.sigmoid_focal_loss (in logarithms, so that it has no NaN where that has one); "
            + "Lin et al. (2017), Focal Loss for Dense Object Detection",
        example: #"{"loss": "sigmoid_focal_loss", "input": [0.0, 2.0, -2.0], "target": [1, 0, 1], "#
            + #""options": {"reduction": "mean"}}"#)

    static let options: [Option<Self>] = [
        .number("alpha", \.alpha, in: .unitOr(-1), "The weight of positive targets, 1 less it that of negative ones."),
        .number("gamma", \.gamma, in: .nonNegative, "How strongly the weight of good predictions is reduced."),
    ]

    static var broadcasting: Broadcasting { .strict }

    var alpha = 0.25
    var gamma = 2.0

    @inline(__always)
    func term<Scalar: LossScalar>(_ input: Double, _ target: Double, _ third: Double) -> Term<Scalar> {
        let (x, t) = (input, target)
        let logistic = Logistic(x, as: Scalar.self)
        let (p, q) = (logistic.probability, logistic.complement)
        let positive = t == 0 ? 0 : -t * logistic.logarithm
        let negative = t == 1 ? 0 : -(1 - t) * logistic.complementLogarithm
        let entropy = positive + negative
        let miss = p * (1 - t) + q * t
        let focus = Scalar.power(ofFraction: miss, gamma)
        // The derivative of log miss; where miss is 0 its limit, which hard targets approach.
        let ratio = miss != 0 ? p * q * (1 - 2 * t) / miss : t == 1 ? -p : t == 0 ? q : 0
        let balance = alpha < 0 ? 1 : alpha * t + (1 - alpha) * (1 - t)
        let slope = gamma == 0 || focus == 0 ? 0 : gamma * focus * ratio * entropy
        return Term(balance * focus * entropy, precisely: (balance * (focus * (p - t) + slope), 0, 0))
    }
}
