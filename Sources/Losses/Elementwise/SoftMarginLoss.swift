// Logistic loss of a score against a label of 1 or −1.

import Catalogue
import RealModule

struct SoftMarginLoss: ElementwiseLoss, SafeForm {
    static let entry = Entry(
        "soft_margin_loss", aliases: ["SoftMarginLoss"],
        summary: "Logistic loss of scores against labels of 1 and −1.",
        formula: "log(1 + e^(−y·x)), with x = input, y = target; as in torch it overflows where −y·x is large "
            + "(88.7 in float32, 709.7 in float64), with a gradient of NaN",
        denominator: "the number of elements",
        inputs: [
            Input("input", .logit, shape: "any", gradient: .byDefault, "Scores."),
            Input(
                "target", .number, shape: "input's, or one that broadcasts to it", gradient: .never, expects: .signs,
                "1 for positive, −1 for negative."),
        ],
        source: "torch.nn.functional.soft_margin_loss",
        example: #"{"loss": "soft_margin_loss", "input": [0.5, -1.0, 3.0], "target": [1, 1, -1]}"#)

    static let safeForm = "No overflow: scores far on the wrong side cost what they lack, with a slope of 1."
    static var broadcasting: Broadcasting { .ontoFirst }

    var isSafe = false

    @inline(__always)
    func term<Scalar: LossScalar>(_ input: Double, _ target: Double, _ third: Double) -> Term<Scalar> {
        let agreement = product(target, input)
        let logistic = Logistic(agreement, as: Scalar.self)
        // Where the exponential is too large for the dtype it is infinite, as in torch, although its logarithm would not
        // be, and the slope is ∞/∞.
        let isTooLarge = !isSafe && -agreement > Scalar.logarithmOfLargest
        return Term(
            isTooLarge ? .infinity : -logistic.logarithm,
            precisely: (isTooLarge ? .nan : -target * logistic.complement, 0, 0))
    }
}
