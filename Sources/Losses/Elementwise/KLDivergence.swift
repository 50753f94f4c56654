// Kullback-Leibler divergence of log-probabilities from a target distribution.

import Catalogue
import RealModule

struct KLDivergence: ElementwiseLoss, SafeForm {
    static let entry = Entry(
        "kl_div", aliases: ["KLDivLoss"],
        summary: "Kullback-Leibler divergence, element by element; batchmean is the one of the mathematics.",
        formula: "t·(log t − x), 0 at t = 0; with log_target: eᵗ·(t − x); with x = input, t = target",
        denominator:
            "mean: the number of elements after broadcasting; batchmean: the first size of input, less the rows of which "
            + "nothing is left; with sample weights, a row counts as the mean of those in it that are not 0",
        reductions: ["mean", "batchmean", "sum", "none"],
        inputs: [
            Input("input", .logProbability, shape: "any", gradient: .byDefault, "Log-probabilities."),
            Input(
                "target", .probability, shape: "input's, or one that broadcasts with it", gradient: .onRequest,
                "Probabilities, or log-probabilities with log_target."),
        ],
        source: "torch.nn.functional.kl_div; Kullback and Leibler (1951), On Information and Sufficiency",
        example: #"{"loss": "kl_div", "input": [[-1.0, -2.0, -3.0]], "target": [[0.2, 0.3, 0.5]], "#
            + #""options": {"reduction": "batchmean"}}"#)

    static let options: [Option<Self>] = [
        .boolean("log_target", \.logTarget, "Whether target holds log-probabilities.")
    ]

    static let safeForm =
        "A target of probability 0 costs nothing and has no slope, also against a log-probability of −∞."

    func expectation(of input: Input) -> Expectation {
        guard input.name == "target" else { return input.expectation }
        return logTarget ? .logProbabilities : .batchOfDistributions
    }

    var logTarget = false
    var isSafe = false

    @inline(__always)
    func term<Scalar: LossScalar>(_ input: Double, _ target: Double, _ third: Double) -> Term<Scalar> {
        // In Double whatever the dtype: where the two are close, little is left.
        let (x, t) = (input, target)
        if logTarget {
            let probability = Scalar.exponential(t)
            let isNothing = isSafe && probability == 0
            let value = isNothing ? 0 : probability * (t - x)
            return Term(value, precisely: (-probability, value + probability, 0))
        }
        let isNothing = isSafe && t == 0 && x == -.infinity
        let logarithm = Scalar.logarithm(t)
        // t·log t is 0 at 0, but its derivative is not: torch's quotient is NaN there.
        let entropy = t == 0 ? 0 : t * logarithm
        let ratio = t == 0 ? (isSafe ? 1 : .nan) : t - t + 1
        let slope = isNothing ? 0 : logarithm + ratio - x
        return Term(isNothing ? 0 : entropy - t * x, precisely: (isNothing ? 0 : -t, slope, 0))
    }

    func warnings(_ reduction: Reduction) -> [LossWarning] {
        guard reduction == .mean else { return [] }
        return [
            LossWarning(
                code: .klDivMean, place: .option("reduction"),
                detail:
                    "mean divides by the number of elements; batchmean divides by the batch, as the mathematics does")
        ]
    }
}
