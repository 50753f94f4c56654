// Smooth everywhere: quadratic near 0, linear far from it.

import Catalogue
import RealModule

struct LogCoshLoss: ElementwiseLoss {
    static let entry = Entry(
        "log_cosh_loss", aliases: ["LogCoshLoss"],
        summary: "The logarithm of the hyperbolic cosine of the error.",
        formula: "log cosh(x − t), with x = input, t = target; without overflow, and small errors keep their digits",
        denominator: "the number of elements after broadcasting",
        inputs: .regression,
        source: "torchmetrics.functional.log_cosh_error",
        example: #"{"loss": "log_cosh_loss", "input": [1.0, 2.0, 3.0], "target": [0.0, 2.5, 7.0]}"#)

    func term<Scalar: LossScalar>(_ input: Scalar, _ target: Scalar, _ third: Scalar) -> Term<Scalar> {
        let error = Double(input) - Double(target)
        let size = abs(error)
        let halfSine = Double.sinh(size / 2)
        let value =
            size < 1
            ? Double.log(onePlus: 2 * halfSine * halfSine)
            : size + Double.log(onePlus: .exp(-2 * size)) - Double.log(2)
        let slope = Double.tanh(error)
        return Term(value, precisely: (slope, -slope, 0))
    }
}
