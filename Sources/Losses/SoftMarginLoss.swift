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
                "target", .number, shape: "input's, or one that broadcasts to it", gradient: .never,
                "1 for positive, −1 for negative."),
        ],
        source: "torch.nn.functional.soft_margin_loss",
        example: #"{"loss": "soft_margin_loss", "input": [0.5, -1.0, 3.0], "target": [1, 1, -1]}"#)

    static let safeForm = "No overflow: scores far on the wrong side cost what they lack, with a slope of 1."
    static var broadcasting: Broadcasting { .ontoFirst }

    var isSafe = false

    @inline(__always)
    func term<Scalar: LossScalar>(_ input: Double, _ target: Double, _ third: Double) -> Term<Scalar> {
        if isSafe {
            let agreement = product(target, input)
            return Term(-Scalar.logSigmoid(agreement), precisely: (-target * Scalar.sigmoid(-agreement), 0, 0))
        }
        let exponential = Scalar.exponential(-target * input)
        // Too large for the dtype is infinite, as in torch, although the logarithm would not be.
        let odds = exponential > Double(Scalar.greatestFiniteMagnitude) ? .infinity : exponential
        return Term(Scalar.logarithm(onePlus: odds), precisely: (-target * odds / (1 + odds), 0, 0))
    }
}
