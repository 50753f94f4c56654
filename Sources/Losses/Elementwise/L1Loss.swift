// Absolute error.

import Catalogue

struct L1Loss: ElementwiseLoss {
    static let entry = Entry(
        "l1_loss", aliases: ["L1Loss"], summary: "Absolute error.", formula: "w·|input − target|, with w = weight",
        denominator: "the number of elements after broadcasting; with weight, the sum of the weights",
        kinks: "0 where the error is 0, and where it is NaN; ±1 where it is infinite.",
        inputs: .weightedRegression,
        source: "torch.nn.functional.l1_loss",
        example: #"{"loss": "l1_loss", "input": [1.0, 2.0, 3.0], "target": [0.0, 2.5, 7.0]}"#)

    static var weighing: Weighing { .inMean }

    @inline(__always)
    func term<Scalar: LossScalar>(_ input: Double, _ target: Double, _ third: Double) -> Term<Scalar> {
        .absolute(input - target)
    }
}
