// The root of the mean squared error: an error in the unit of the target.

import Catalogue

struct RMSELoss: ItemLoss {
    static let entry = Entry(
        "rmse_loss", aliases: ["RMSELoss"],
        summary: "The square root of the mean squared error.",
        formula: "√((1/n)·Σ(x − t)²) over all elements, with x = input, t = target; partial "
            + "results merge by their squares",
        denominator: "the number of elements after broadcasting, under the root",
        kinks: "0 where all errors are 0.",
        reductions: ["mean"],
        inputs: .regression,
        source: "torchmetrics.functional.mean_squared_error with squared=False",
        example: #"{"loss": "rmse_loss", "input": [1.0, 2.0, 3.0], "target": [0.0, 2.5, 7.0]}"#)

    typealias FloatProblem = SquaredErrors<Float>
    typealias DoubleProblem = SquaredErrors<Double>
}
