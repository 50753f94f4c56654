// Absolute error.

import Catalogue

struct L1Loss: ElementwiseLoss {
    static let entry = Entry(
        "l1_loss", aliases: ["L1Loss"], summary: "Absolute error.", formula: "w·|input − target|, with w = weight",
        denominator: "the number of elements after broadcasting; with weight, the sum of the weights",
        inputs: .weightedRegression,
        source: "torch.nn.functional.l1_loss",
        example: #"{"loss": "l1_loss", "input": [1.0, 2.0, 3.0], "target": [0.0, 2.5, 7.0]}"#)

    static var meanDividesByWeights: Bool { true }

    func term<Scalar: LossScalar>(_ input: Scalar, _ target: Scalar, _ third: Scalar) -> Term<Scalar> {
        let error = input - target
        // torch's sign: 0 at 0, and 0 for NaN.
        let sign: Scalar = error > 0 ? 1 : error < 0 ? -1 : 0
        return Term(abs(error), sign, -sign)
    }
}
