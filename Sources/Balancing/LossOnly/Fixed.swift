// Weights that are given, and stay.

import Catalogue

struct Fixed: Strategy {
    static let entry = Entry(
        "fixed", aliases: ["constant", "sum", "equal", "ew", "ls"],
        summary: "A given weight for each task; without any, the sum of the losses.",
        formula: "Σ wᵢ·Lᵢ", source: "TorchJD Constant and Sum; LibMTL EW, which sums too",
        example: #"{"tasks": ["scene", "depth"], "strategy": "fixed", "parameters": {"weights": {"depth": 0.4}}}"#)
    static let traits = Traits(
        needs: [], cost: "O(T)", invariants: ["the weights are those given"],
        differences: ["LibMTL's documentation of EW says mean, its code sums"],
        use: "A baseline, and weights found by hand.")
    static let options: [Option<Self>] = [
        .perTask("weights", \.weights, in: .any, "The weights; 1 for tasks that are not named.")
    ]

    var weights = PerTask(1)

    func balance(_ problem: BalancingProblem) -> Balance {
        Balance(weights.values(of: problem.tasks, or: 1))
    }
}
