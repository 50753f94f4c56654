// Negative log-likelihood under normal distributions whose variances are predicted too.

import Catalogue
import RealModule

struct GaussianNLLLoss: ElementwiseLoss {
    static let entry = Entry(
        "gaussian_nll_loss", aliases: ["GaussianNLLLoss"],
        summary: "Negative log-likelihood under normal distributions with predicted means and variances.",
        formula: "½·(log v + (x − t)²/v), and ½·log 2π with full; with x = input, t = target, v = max(var, eps); "
            + "the gradient to var is the one to v, also where var is smaller",
        denominator: "the number of elements after broadcasting",
        kinks: "At var = eps and below, the gradient to var is the one at eps.",
        inputs: [
            Input("input", .number, shape: "any", gradient: .byDefault, "Predicted means."),
            Input(
                "target", .number, shape: "input's, or one that broadcasts with it", gradient: .onRequest, "Targets."),
            Input(
                "var", .variance,
                shape: "input's, input's without its last dimension, input's with one size of 1, or ()",
                gradient: .byDefault, "Predicted variances, not negative."),
        ],
        source:
            "torch.nn.functional.gaussian_nll_loss; Nix and Weigend (1994), Estimating the Mean and Variance of the "
            + "Target Probability Distribution",
        example: #"{"loss": "gaussian_nll_loss", "input": [1.0, 2.0], "target": [0.0, 2.5], "var": [1.0, 4.0]}"#)

    static let options: [Option<Self>] = [
        .boolean("full", \.full, "Whether the constant term is added."),
        .number("eps", \.eps, in: .nonNegative, "The smallest variance; smaller ones are replaced by it."),
    ]

    static var operands: [String] { ["input", "target", "var"] }

    var full = false
    var eps = 1e-6

    @inline(__always)
    func term<Scalar: LossScalar>(_ input: Double, _ target: Double, _ third: Double) -> Term<Scalar> {
        // In Double whatever the dtype: the terms may cancel.
        let error = input - target
        // Compared so that NaN stays.
        let variance = third < eps ? eps : third
        let slope = error / variance
        let constant = full ? 0x1.d67f1c864beb5p-1 : 0
        let value = (Scalar.logarithm(variance) + error * slope) / 2 + constant
        return Term(value, precisely: (slope, -slope, (1 / variance - slope * slope) / 2))
    }

    package func evaluate(_ problem: Problem<Float>) throws(LossFaults) -> Evaluation<Float> {
        try evaluate(withVariancesIn: problem)
    }

    package func evaluate(_ problem: Problem<Double>) throws(LossFaults) -> Evaluation<Double> {
        try evaluate(withVariancesIn: problem)
    }

    /// Gives the variances the shape that torch takes them for, and their gradient its own.
    private func evaluate<Scalar: LossScalar>(
        withVariancesIn problem: Problem<Scalar>
    ) throws(LossFaults) -> Evaluation<Scalar> {
        let variances = try problem.tensor("var")
        try LossFaults.throwing(Self.negativeFaults(variances))
        let shape = try Self.shape(of: variances.shape, for: try problem.tensor("input").shape)
        var problem = problem
        problem.tensors["var"] = Tensor(shape: shape, values: variances.values)
        let evaluation = try ElementwiseEngine(self, problem).evaluate().reshaping("var", to: variances.shape)
        // All the shapes that it may have are meant.
        return evaluation.withoutWarnings(of: "var")
    }

    private static func negativeFaults<Scalar>(_ variances: Tensor<Scalar>) -> [LossFault] {
        guard variances.values.contains(where: { $0 < 0 }) else { return [] }
        return variances.values.enumerated().lazy.filter { $1 < 0 }.prefix(LossFaults.limit).map { index, value in
            LossFault(
                .outOfDomain, at: .tensor("var", element: index), "the variance \(value) is negative")
        }
    }

    private static func shape(of variances: [Int], for input: [Int]) throws(LossFaults) -> [Int] {
        if variances == input || variances.isEmpty { return variances }
        if variances == input.dropLast() { return variances + [1] }
        let mismatches = zip(variances, input).filter { $0 != $1 }.map(\.0)
        guard variances.count == input.count, mismatches == [1] else {
            throw LossFaults(
                .shapeMismatch, at: .tensor("var"),
                "var has shape \(variances); input's \(input), without its last dimension or with one size of 1, is "
                    + "what it may have")
        }
        return variances
    }
}
