// One-against-all logistic loss over the classes of a row, averaged over them.

import Catalogue

struct MultilabelSoftMarginLoss: ElementwiseLoss, SafeForm {
    static let entry = Entry(
        "multilabel_soft_margin_loss", aliases: ["MultiLabelSoftMarginLoss"],
        summary: "Logistic loss of each class against the rest, averaged over the classes of a row.",
        formula: "−(1/C)·Σ_c w[c]·[t[c]·log σ(x[c]) + (1 − t[c])·log σ(−x[c])], with x = input, t = target, w = weight",
        denominator: "the number of rows, whatever the weights",
        inputs: [
            Input("input", .logit, shape: "(C) or (..., C)", gradient: .byDefault, "Scores."),
            Input(
                "target", .number, shape: "input's, or one that broadcasts with it", gradient: .onRequest,
                expects: .probabilities,
                "Targets, usually 0 or 1."),
            Input(
                "weight", in: .options, .weight, shape: "(C), or one that broadcasts to input's", gradient: .onRequest,
                "A weight for each class."),
        ],
        source: "torch.nn.functional.multilabel_soft_margin_loss",
        example: #"{"loss": "multilabel_soft_margin_loss", "input": [[1.0, -2.0, 0.5]], "target": [[1, 0, 1]]}"#)

    static let safeForm = "Infinite scores cost 0 or infinity and never NaN."
    static var items: Items { .rowMeans }

    var isSafe = false

    @inline(__always)
    func term<Scalar: LossScalar>(_ input: Double, _ target: Double, _ third: Double) -> Term<Scalar> {
        let (x, t) = (input, target)
        let logistic = Logistic(x, as: Scalar.self)
        let (positive, negative) = (logistic.logarithm, logistic.complementLogarithm)
        let slope = (1 - t) * logistic.probability - t * logistic.complement
        return Term(
            -(product(t, positive) + product(1 - t, negative)), precisely: (slope, negative - positive, 0))
    }
}
