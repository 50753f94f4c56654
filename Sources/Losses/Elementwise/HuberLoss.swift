// Squared error near zero, absolute error in the tails.

import Catalogue

struct HuberLoss: ElementwiseLoss {
    static let entry = Entry(
        "huber_loss", aliases: ["HuberLoss"],
        summary: "Half the squared error where it is smaller than delta, linear beyond.",
        formula: "w·e²/2 if |e| < δ, else w·δ·(|e| − δ/2), with e = input − target, w = weight",
        denominator: "the number of elements after broadcasting, whatever the weights",
        kinks: "|e| = delta belongs to the linear branch, with the same gradient as the other.",
        inputs: .weightedRegression,
        source: "torch.nn.functional.huber_loss; Huber (1964), Robust Estimation of a Location Parameter",
        example:
            #"{"loss": "huber_loss", "input": [1.0, 2.0, 3.0], "target": [0.0, 2.5, 7.0], "options": {"delta": 2}}"#)

    static let options: [Option<Self>] = [
        .number("delta", \.delta, in: .positive, "The error from which on the loss is linear.")
    ]

    static var weighing: Weighing { .ofInputShape }

    var delta = 1.0

    @inline(__always)
    func term<Scalar: LossScalar>(_ input: Double, _ target: Double, _ third: Double) -> Term<Scalar> {
        let error = input - target
        let value = abs(error) < delta ? error * error / 2 : delta * (abs(error) - delta / 2)
        let derivative = error > delta ? delta : error < -delta ? -delta : error
        return Term(value, precisely: (derivative, -derivative, 0))
    }
}
