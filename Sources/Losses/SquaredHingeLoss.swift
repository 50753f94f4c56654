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

    func term<Scalar: LossScalar>(_ input: Scalar, _ target: Scalar, _ third: Scalar) -> Term<Scalar> {
        let (x, y) = (Double(input), Double(target))
        let lack = 1 - y * x
        guard !(lack <= 0) else { return Term(0, 0, 0) }
        return Term(lack * lack, precisely: (-2 * lack * y, -2 * lack * x, 0))
    }
}
