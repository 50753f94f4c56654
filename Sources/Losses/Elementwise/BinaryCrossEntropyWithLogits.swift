// Binary cross-entropy of the logistic function of scores.

import Catalogue

struct BinaryCrossEntropyWithLogits: ElementwiseLoss, SafeForm {
    static let entry = Entry(
        "binary_cross_entropy_with_logits", aliases: ["BCEWithLogitsLoss"],
        summary: "Binary cross-entropy of the logistic function of scores, without overflow.",
        formula: "w·[(1 − t)·x − (1 + (q − 1)·t)·log σ(x)], with x = input, t = target, w = weight, q = pos_weight",
        denominator: "the number of elements, whatever the weights",
        inputs: [
            Input("input", .logit, shape: "any", gradient: .byDefault, "Scores."),
            Input(
                "target", .number, shape: "input's", gradient: .onRequest, expects: .probabilities,
                "Targets, usually between 0 and 1."),
            Input(
                "weight", in: .options, .weight, shape: "one that broadcasts to input's", gradient: .never,
                expects: .itemWeights,
                "A weight for each element."),
            Input(
                "pos_weight", in: .options, .weight, shape: "one that broadcasts to input's", gradient: .never,
                "How much a positive target counts."),
        ],
        source: "torch.nn.functional.binary_cross_entropy_with_logits",
        example: #"{"loss": "binary_cross_entropy_with_logits", "input": [[0.5, -1.0]], "target": [[1, 0]]}"#)

    static var operands: [String] { ["input", "target", "pos_weight"] }
    static var broadcasting: Broadcasting { .strict }

    static let safeForm =
        "Infinite scores cost 0 or infinity and never NaN, and small losses of negative scores keep their digits."

    var isSafe = false

    @inline(__always)
    func term<Scalar: LossScalar>(_ input: Double, _ target: Double, _ third: Double) -> Term<Scalar> {
        let logistic = Logistic(input, as: Scalar.self)
        let (probability, logarithm) = (logistic.probability, logistic.logarithm)
        let complement = logistic.complementLogarithm
        if isSafe {
            // Each logarithm with a factor of its own, which may be 0.
            let cost = -product(1 - target, complement) - product(third * target, logarithm)
            let slope = (1 - target) * probability - third * target * logistic.complement
            return Term(cost, precisely: (slope, complement - product(third, logarithm), 0))
        }
        let factor = 1 + (third - 1) * target
        // Without pos_weight there is no factor: 0 x ∞ must not come of an infinite target or score.
        let isPlain = third == 1
        let value = (1 - target) * input - (isPlain ? logarithm : factor * logarithm)
        let slope = isPlain ? probability - target : probability * factor - third * target
        return Term(value, precisely: (slope, isPlain ? -input : complement - third * logarithm, 0))
    }
}
