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
            Input("target", .number, shape: "input's", gradient: .onRequest, "Targets, usually between 0 and 1."),
            Input(
                "weight", in: .options, .weight, shape: "one that broadcasts to input's", gradient: .never,
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

    func term<Scalar: LossScalar>(_ input: Scalar, _ target: Scalar, _ third: Scalar) -> Term<Scalar> {
        let logarithm = Scalar.logSigmoid(input)
        if isSafe { return safeTerm(input, target, third) }
        // Without pos_weight there is no factor: 0 x ∞ must not come of an infinite target or score.
        if third == 1 {
            return Term((1 - target) * input - logarithm, Scalar.sigmoid(input) - target, -input)
        }
        let factor = 1 + (third - 1) * target
        return Term(
            (1 - target) * input - factor * logarithm,
            Scalar.sigmoid(input) * factor - third * target,
            Scalar.logSigmoid(-input) - third * logarithm)
    }

    /// Each logarithm with a factor of its own, which may be 0.
    private func safeTerm<Scalar: LossScalar>(_ input: Scalar, _ target: Scalar, _ weight: Scalar) -> Term<Scalar> {
        let (positive, negative) = (Scalar.logSigmoid(input), Scalar.logSigmoid(-input))
        let cost = -product(1 - target, negative) - product(weight * target, positive)
        let slope = (1 - target) * Scalar.sigmoid(input) - weight * target * Scalar.sigmoid(-input)
        return Term(cost, slope, negative - product(weight, positive))
    }
}
