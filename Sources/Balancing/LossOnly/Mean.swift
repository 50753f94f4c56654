// Every task the same share.

import Catalogue

struct Mean: Strategy {
    static let entry = Entry(
        "mean", aliases: ["average"], summary: "The mean of the losses of the tasks that take part.",
        formula: "Σ Lᵢ/T", source: "TorchJD Mean",
        example: #"{"tasks": ["scene", "depth"], "strategy": "mean", "losses": {"scene": 0.7, "depth": 1.1}}"#)
    static let traits = Traits(
        needs: [], cost: "O(T)", invariants: ["Σw = 1", "all weights are equal"],
        use: "A baseline whose step does not grow with the number of tasks.")

    func balance(_ problem: BalancingProblem) -> Balance {
        Balance(problem.each(1 / Double(problem.count)))
    }
}
