// Squared error.

import Catalogue

struct MSELoss: ElementwiseLoss {
    static let entry = Entry(
        "mse_loss", aliases: ["MSELoss"], summary: "Squared error.", formula: "w·(input − target)², with w = weight",
        denominator: "the number of elements after broadcasting; with weight, the sum of the weights",
        inputs: .weightedRegression,
        source: "torch.nn.functional.mse_loss",
        example: #"{"loss": "mse_loss", "input": [1.0, 2.0, 3.0], "target": [0.0, 2.5, 7.0]}"#)

    static var weighing: Weighing { .inMean }

    @inline(__always)
    func term<Scalar: LossScalar>(_ input: Double, _ target: Double, _ third: Double) -> Term<Scalar> {
        let error = input - target
        return Term(error * error, precisely: (2 * error, -2 * error, 0))
    }
}
