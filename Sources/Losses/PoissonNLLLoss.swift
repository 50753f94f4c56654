// Negative log-likelihood of counts under a Poisson distribution.

import Catalogue
import RealModule

struct PoissonNLLLoss: ElementwiseLoss, SafeForm {
    static let entry = Entry(
        "poisson_nll_loss", aliases: ["PoissonNLLLoss"],
        summary: "Negative log-likelihood of counts under a Poisson distribution, or of its logarithm.",
        formula: "log_input: eˣ − t·x, else x − t·log(x + eps); full adds t·log t − t + ½·log(2π·t) where t > 1; "
            + "with x = input, t = target",
        denominator: "the number of elements after broadcasting",
        kinks: "The approximation of log t! is added where t > 1, and not at 1.",
        inputs: [
            Input("input", .number, shape: "any", gradient: .byDefault, "Expected counts, or their logarithms."),
            Input("target", .number, shape: "input's, or one that broadcasts with it", gradient: .onRequest, "Counts."),
        ],
        source: "torch.nn.functional.poisson_nll_loss",
        example: #"{"loss": "poisson_nll_loss", "input": [0.5, -1.0, 3.0], "target": [0, 2, 5]}"#)

    static let options: [Option<Self>] = [
        .boolean("log_input", \.logInput, "Whether input holds logarithms of expected counts."),
        .boolean("full", \.full, "Whether Stirling's approximation of the term in the target alone is added."),
        .number("eps", \.eps, in: .any, "Added to the input before its logarithm is taken."),
    ]

    static let safeForm = "A count of 0 costs nothing against a logarithm of −∞."

    var logInput = true
    var full = false
    var eps = 1e-8
    var isSafe = false

    // In Double whatever the dtype: what is subtracted is often as large as what it is subtracted from.
    func term<Scalar: LossScalar>(_ input: Scalar, _ target: Scalar, _ third: Scalar) -> Term<Scalar> {
        let (x, t) = (Double(input), Double(target))
        if logInput {
            let rate = Double.exp(x)
            let stirling = stirling(of: t, slope: .log(t) - x)
            return Term(
                rate - product(t, x) + stirling.value, precisely: (rate - t, stirling.slope ?? -x, 0))
        }
        let rate = x + eps
        let logarithm = Double.log(rate)
        // The logarithm of the quotient: the difference of two logarithms would lose digits where they are close.
        let stirling = stirling(of: t, slope: .log(t / rate))
        return Term(
            x - t * logarithm + stirling.value, precisely: (1 - t / rate, stirling.slope ?? -logarithm, 0))
    }

    /// The approximation of log t! for t > 1, with `full`, and the derivative of the whole by the target where it
    /// changes; torch multiplies it by 0 elsewhere, which is NaN for targets that have no logarithm.
    ///
    /// `slope` is log t plus what the derivative by the target is without it.
    private func stirling(of target: Double, slope: @autoclosure () -> Double) -> (value: Double, slope: Double?) {
        guard full else { return (0, nil) }
        guard target > 1 else { return (0, target > 0 ? nil : .nan) }
        let value = target * Double.log(target) - target + Double.log(2 * .pi * target) / 2
        return (value, slope() + 1 / (2 * target))
    }
}
