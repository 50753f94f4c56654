// A smooth form of the largest loss.

import Catalogue
import RealModule

struct SmoothTchebycheff: Strategy {
    enum Transform: String, CaseIterable {
        case none
        case logRatio = "log_ratio"
    }

    static let entry = Entry(
        "stch", aliases: ["smooth_tchebycheff"],
        summary: "Smooth Tchebycheff scalarization: the largest weighted loss, made smooth.",
        formula: "μ·log Σ exp(λᵢ·(Lᵢ − zᵢ)/μ); with log_ratio T·μ·log Σ exp(log(Lᵢ/νᵢ)/μ)",
        source:
            "Lin et al. (2024), Smooth Tchebycheff Scalarization for Multi-Objective Optimization; log_ratio: LibMTL STCH",
        example:
            #"{"tasks": ["scene", "depth"], "strategy": "stch", "parameters": {"mu": 0.5}, "losses": {"scene": 0.7, "depth": 1.1}}"#
    )
    static let traits = Traits(
        needs: [.losses], cost: "O(T)",
        invariants: ["Σ wᵢ/λᵢ = 1", "tends to the largest λᵢ·(Lᵢ − zᵢ) as μ goes to 0"],
        differences: [
            "LibMTL sums logarithms for some epochs first, takes ν from the next one, and leaves a constant out of the total"
        ],
        use: "Chosen trade-offs, also where the Pareto front is not convex.")
    static let options: [Option<Self>] = [
        .number("mu", \.mu, in: .positive, "μ: the smaller, the closer to the largest."),
        .perTask("weights", \.weights, in: .positive, "λ: one over the number of tasks where none is given."),
        .perTask("reference", \.reference, in: .any, "z: what each loss could be at best."),
        .choice("transform", \.transform, "Whether losses, or logarithms of their ratios to nadir, are compared."),
        .perTask("nadir", \.nadir, in: .positive, "ν: what each loss is divided by under log_ratio."),
    ]

    var mu = 1.0
    var weights = PerTask(nil)
    var reference = PerTask(0)
    var transform = Transform.none
    var nadir = PerTask(1)

    func balance(_ problem: BalancingProblem) throws(BalancingFault) -> Balance {
        switch transform {
        case .none:
            let (lambda, z) = (problem.shares(weights), reference.values(of: problem.tasks, or: 0))
            let exponents = problem.losses.indices.map { lambda[$0] * (problem.losses[$0] - z[$0]) / mu }
            return Balance(
                zip(lambda, Softmax.of(exponents)).map { $0 * $1 }, total: mu * Softmax.logarithmOfSum(exponents))
        case .logRatio:
            let losses = try PositiveLosses.check(problem, plus: 0)
            let nadirs = nadir.values(of: problem.tasks, or: 1)
            let exponents = zip(losses, nadirs).map { Double.log($0 / $1) / mu }
            let scale = Double(problem.count)
            return Balance(
                zip(Softmax.of(exponents), losses).map { scale * $0 / $1 },
                total: scale * mu * Softmax.logarithmOfSum(exponents))
        }
    }
}
