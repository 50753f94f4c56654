// The loss whose minimum is a quantile of the target, not its mean.

import Catalogue

struct QuantileLoss: ElementwiseLoss {
    static let entry = Entry(
        "quantile_loss", aliases: ["pinball_loss"],
        summary:
            "The pinball loss: errors below the target are weighted by the quantile, those above by 1 less the quantile.",
        formula: "max(q·(t − x), (q − 1)·(t − x)), with x = input, t = target, q = quantile",
        denominator: "the number of elements after broadcasting",
        kinks: "0 where the error is 0.",
        inputs: .regression + [
            Input(
                "quantile", in: .options, .probability, shape: "one that broadcasts with input's", gradient: .never,
                domain: 0...1, "The quantile that is predicted, one for all (½ by default) or one for each column.")
        ],
        source: "sklearn.metrics.mean_pinball_loss; Koenker and Bassett (1978), Regression Quantiles",
        example: #"{"loss": "quantile_loss", "input": [[1.0, 2.0, 3.0]], "target": [[2.0, 2.5, 2.0]], "#
            + #""options": {"quantile": [0.1, 0.5, 0.9]}}"#)

    static var operands: [String] { ["input", "target", "quantile"] }
    static var absentThird: Double { 0.5 }

    @inline(__always)
    func term<Scalar: LossScalar>(_ input: Double, _ target: Double, _ third: Double) -> Term<Scalar> {
        let error = target - input
        let quantile = third
        let slope = error > 0 ? quantile : error < 0 ? quantile - 1 : 0
        // Nothing times an infinite error is still nothing; NaN stays.
        let value = slope == 0 && !error.isNaN ? 0 : slope * error
        return Term(error.isNaN ? error : value, precisely: (-slope, slope, 0))
    }
}
