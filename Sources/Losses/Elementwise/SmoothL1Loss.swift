// Absolute error, rounded off near zero.

import Catalogue

struct SmoothL1Loss: ElementwiseLoss {
    static let entry = Entry(
        "smooth_l1_loss", aliases: ["SmoothL1Loss"],
        summary: "Absolute error, quadratic where it is smaller than beta.",
        formula: "e²/(2β) if |e| < β, else |e| − β/2, with e = input − target; β = 0 is l1_loss",
        denominator: "the number of elements after broadcasting",
        kinks: "|e| = beta belongs to the linear branch, with the same gradient as the other; with beta 0 it is "
            + "0 at 0.",
        inputs: .regression,
        source: "torch.nn.functional.smooth_l1_loss; Girshick (2015), Fast R-CNN",
        example: #"{"loss": "smooth_l1_loss", "input": [1.0, 2.0, 3.0], "target": [0.0, 2.5, 7.0]}"#)

    static let options: [Option<Self>] = [
        .number("beta", \.beta, in: .nonNegative, "The error from which on the loss is linear.")
    ]

    var beta = 1.0

    @inline(__always)
    func term<Scalar: LossScalar>(_ input: Double, _ target: Double, _ third: Double) -> Term<Scalar> {
        let error = input - target
        if !(beta > 0) { return .absolute(error) }
        let ratio = error * min(1 / beta, .greatestFiniteMagnitude)
        let value = abs(error) < beta ? error * ratio / 2 : abs(error) - beta / 2
        // Unlike l1_loss, torch lets NaN through here.
        let derivative = ratio > 1 ? 1 : ratio < -1 ? -1 : ratio
        return Term(value, precisely: (derivative, -derivative, 0))
    }
}
