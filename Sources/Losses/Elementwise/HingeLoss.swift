// Scores that are to lie on the right side of 0, by 1.

import Catalogue

struct HingeLoss: ElementwiseLoss {
    static let entry = Entry(
        "hinge_loss", aliases: ["Hinge"],
        summary: "What a score lacks of lying on its label's side of 0 by 1.",
        formula: "max(0, 1 − y·x), with x = input, y = target",
        denominator: "the number of elements after broadcasting",
        kinks: "0 where y·x is 1.",
        inputs: .hinge,
        source: "keras.losses.hinge, for labels of −1 and 1; Cortes and Vapnik (1995), Support-Vector Networks",
        example: #"{"loss": "hinge_loss", "input": [0.5, -1.5, 2.0], "target": [1, 1, -1]}"#)

    @inline(__always)
    func term<Scalar: LossScalar>(_ input: Double, _ target: Double, _ third: Double) -> Term<Scalar> {
        let lack = 1 - target * input
        let isMet = lack <= 0
        return Term(isMet ? 0 : lack, precisely: (isMet ? 0 : -target, isMet ? 0 : -input, 0))
    }
}
