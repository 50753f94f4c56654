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
    @inline(__always)
    func term<Scalar: LossScalar>(_ input: Double, _ target: Double, _ third: Double) -> Term<Scalar> {
        let (x, t) = (input, target)
        if logInput {
            let rate = Scalar.exponential(x)
            let stirling = stirling(of: t, slope: .logarithm(t) - x, otherwise: -x)
            return Term(rate - product(t, x) + stirling.value, precisely: (rate - t, stirling.slope, 0))
        }
        let rate = x + eps
        let logarithm = Scalar.logarithm(rate)
        // The logarithm of the quotient: the difference of two logarithms would lose digits where they are close.
        let stirling = stirling(of: t, slope: .logarithm(t / rate), otherwise: -logarithm)
        return Term(x - t * logarithm + stirling.value, precisely: (1 - t / rate, stirling.slope, 0))
    }

    /// The approximation of log t! for t > 1, with `full`, and the derivative of the whole by the target, which is
    /// `otherwise` where the approximation does not change it; torch multiplies that by 0, which is NaN for targets
    /// that have no logarithm.
    ///
    /// `slope` is log t plus what the derivative by the target is without it.
    @inline(__always)
    private func stirling(of target: Double, slope: Double, otherwise: Double) -> (value: Double, slope: Double) {
        if !full { return (0, otherwise) }
        let isLarge = target > 1
        let value = target * Double.logarithm(target) - target + Double.logarithm(2 * .pi * target) / 2
        let small = target > 0 ? otherwise : .nan
        return (isLarge ? value : 0, isLarge ? slope + 1 / (2 * target) : small)
    }
}
