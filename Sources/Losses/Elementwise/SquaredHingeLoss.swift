// The square of the hinge loss: smooth, and harder on large lacks.

import Catalogue

struct SquaredHingeLoss: ElementwiseLoss {
    static let entry = Entry(
        "squared_hinge_loss", aliases: ["SquaredHinge"],
        summary: "The square of what a score lacks of lying on its label's side of 0 by 1.",
        formula: "max(0, 1 − y·x)², with x = input, y = target",
        denominator: "the number of elements after broadcasting",
        inputs: .hinge,
        source: "keras.losses.squared_hinge, for labels of −1 and 1",
        example: #"{"loss": "squared_hinge_loss", "input": [0.5, -1.5, 2.0], "target": [1, 1, -1]}"#)

    @inline(__always)
    func term<Scalar: LossScalar>(_ input: Double, _ target: Double, _ third: Double) -> Term<Scalar> {
        let (x, y) = (input, target)
        let lack = 1 - y * x
        let isMet = lack <= 0
        return Term(
            isMet ? 0 : lack * lack, precisely: (isMet ? 0 : -2 * lack * y, isMet ? 0 : -2 * lack * x, 0))
    }
}
