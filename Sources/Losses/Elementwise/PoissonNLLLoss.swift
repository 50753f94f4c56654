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
            Input(
                "target", .number, shape: "input's, or one that broadcasts with it", gradient: .onRequest,
                expects: .notNegative, "Counts."),
        ],
        source: "torch.nn.functional.poisson_nll_loss",
        example: #"{"loss": "poisson_nll_loss", "input": [0.5, -1.0, 3.0], "target": [0, 2, 5]}"#)

    static let options: [Option<Self>] = [
        .boolean("log_input", \.logInput, "Whether input holds logarithms of expected counts."),
        .boolean("full", \.full, "Whether Stirling's approximation of the term in the target alone is added."),
        .number("eps", \.eps, in: .any, "Added to the input before its logarithm is taken."),
    ]

    static let safeForm = "A count of 0 costs nothing against a logarithm of −∞, also that of a rate of 0."

    /// A rate is not negative.
    func expectation(of input: Input) -> Expectation {
        input.name == "input" && !logInput ? .notNegative : input.expectation
    }

    var logInput = true
    var full = false
    var eps = 1e-8
    var isSafe = false

    @inline(__always)
    func term<Scalar: LossScalar>(_ input: Double, _ target: Double, _ third: Double) -> Term<Scalar> {
        let (cost, slope, targetSlope) = parts(input, target, as: Scalar.self)
        return Term(cost, precisely: (slope, targetSlope, 0))
    }

    /// What an element costs, and its derivatives by input and target.
    ///
    /// In Double whatever the dtype: what is subtracted is often as large as what it is subtracted from.
    @inline(__always)
    fileprivate func parts<Scalar: LossScalar>(
        _ input: Double, _ target: Double, as type: Scalar.Type
    ) -> (cost: Double, slope: Double, targetSlope: Double) {
        if logInput {
            let rate = Scalar.exponential(input)
            return (rate - product(target, input), rate - target, -input)
        }
        let rate = input + eps
        let logarithm = Scalar.logarithm(rate)
        let share = isSafe && target == 0 ? 0 : target / rate
        return (input - product(target, logarithm), 1 - share, -logarithm)
    }

    package func evaluate(_ problem: Problem<Float>) throws(LossFaults) -> Evaluation<Float> {
        full
            ? try ElementwiseEngine(FullPoissonNLLLoss(plain: self), problem).evaluate()
            : try ElementwiseEngine(self, problem).evaluate()
    }

    package func evaluate(_ problem: Problem<Double>) throws(LossFaults) -> Evaluation<Double> {
        full
            ? try ElementwiseEngine(FullPoissonNLLLoss(plain: self), problem).evaluate()
            : try ElementwiseEngine(self, problem).evaluate()
    }
}

/// The loss with Stirling's approximation of log t! for t > 1: a loss of its own, so that the loop of the other stays
/// short enough for vector instructions.
private struct FullPoissonNLLLoss: ElementwiseLoss {
    static var entry: Entry { PoissonNLLLoss.entry }

    var plain = PoissonNLLLoss()

    @inline(__always)
    func term<Scalar: LossScalar>(_ input: Double, _ target: Double, _ third: Double) -> Term<Scalar> {
        let (cost, slope, targetSlope) = plain.parts(input, target, as: Scalar.self)
        let approximation = target * Double.logarithm(target) - target + Double.logarithm(2 * .pi * target) / 2
        // The logarithm of the quotient: the difference of two logarithms would lose digits where they are close.
        let logarithms =
            plain.logInput ? Double.logarithm(target) - input : Double.logarithm(target / (input + plain.eps))
        // torch multiplies the approximation's derivative by 0 where it is not added, which is NaN for targets that have
        // no logarithm.
        let small = target > 0 ? targetSlope : .nan
        return Term(
            cost + (target > 1 ? approximation : 0),
            precisely: (slope, target > 1 ? logarithms + 1 / (2 * target) : small, 0))
    }
}
