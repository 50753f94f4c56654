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

    private static let log2 = 0x1.62e42fefa39efp-1

    @inline(__always)
    func term<Scalar: LossScalar>(_ input: Double, _ target: Double, _ third: Double) -> Term<Scalar> {
        let error = input - target
        let size = abs(error)
        // e^(−2|x|) − 1, of which both the hyperbolic sine near 0 and the tangent are made.
        let decay = Scalar.exponentialMinusOne(-2 * size)
        // 2·sinh²(x/2) is e^|x|·(1 − e^(−|x|))²/2.
        let fall = Scalar.exponentialMinusOne(-size)
        let excess = fall * fall / (2 * (1 + fall))
        let near = Scalar.logarithm(onePlus: excess)
        let far = size + Scalar.logarithm(onePlus: decay + 1) - Self.log2
        let value = size < 1 ? near : far
        let tangent = -decay / (2 + decay)
        let slope = error < 0 ? -tangent : tangent
        return Term(value, precisely: (slope, -slope, 0))
    }
}
