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

    func term<Scalar: LossScalar>(_ input: Scalar, _ target: Scalar, _ third: Scalar) -> Term<Scalar> {
        if logInput {
            let rate = Scalar.exp(input)
            var term = Term(rate - product(target, input), rate - target, -input)
            if full { addStirling(of: target, slope: Scalar.log(target) - input, to: &term) }
            return term
        }
        let rate = input + Scalar(eps)
        let logarithm = Scalar.log(rate)
        var term = Term(input - target * logarithm, 1 - target / rate, -logarithm)
        // The logarithm of the quotient: the difference of two logarithms would lose digits where they are close.
        if full { addStirling(of: target, slope: Scalar.log(target / rate), to: &term) }
        return term
    }

    /// Adds the approximation of log t! for t > 1; torch multiplies its derivative by 0 elsewhere, which is NaN for
    /// targets that have no logarithm.
    ///
    /// `slope` is log t plus what the derivative by the target was before.
    private func addStirling<Scalar>(of target: Scalar, slope: Scalar, to term: inout Term<Scalar>) {
        if target > 1 {
            term.value += target * Scalar.log(target) - target + Scalar.log(2 * .pi * target) / 2
            term.derivatives.1 = Double(slope + 1 / (2 * target))
        } else if !(target > 0) {
            term.derivatives.1 = .nan
        }
    }
}
