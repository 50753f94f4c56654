// A fair share of the gain for every task, from the largest sum to the largest least.

import Catalogue

struct FairGrad: Strategy {
    static let entry = Entry(
        "fairgrad", aliases: ["fair_resource_allocation"],
        summary: "α-fair gains: 1 is Nash's bargain, larger values favour the task that gains least.",
        formula: "Gw = w^(−1/α) with w > 0; α = 0 is w = 1/T",
        source: "Ban and Ji (2024), Fair Resource Allocation in Multi-Task Learning",
        example: #"{"tasks": ["scene", "depth"], "strategy": "fairgrad", "gramian": [[18, -22], [-22, 38]]}"#)
    static let traits = Traits(
        needs: [.gramian], leavesOutZeroGradients: true, cost: "O(T³)",
        invariants: ["wᵢ^(1/α)·(Gw)ᵢ = 1", "no conflict with any task", "α = 1 is nash_mtl without its max_norm"],
        differences: ["torchjd and LibMTL fit the equation by least squares, also where it has no solution"],
        use: "A choice of how fair; the weights grow without bound near an optimum, so mind the step size.")
    static let options: [Option<Self>] = [
        .number("alpha", \.alpha, in: .closed(0, 100), "How much the least gain counts before the sum of all.")
    ]

    var alpha = 1.0

    func balance(_ problem: BalancingProblem) -> Balance {
        guard alpha > 0 else { return Balance(problem.each(1 / Double(problem.count))) }
        let (weights, report) = Bargain.weights(problem.gramian, power: 1 / alpha)
        guard let weights else { return .stationary(problem, report) }
        return Balance(weights, report: report)
    }
}
