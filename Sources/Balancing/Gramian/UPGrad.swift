// Every gradient projected so that it conflicts with none, and the projections added up.

import Catalogue

struct UPGrad: Strategy {
    static let entry = Entry(
        "upgrad", aliases: ["unconflicting_projection_of_gradients"],
        summary: "Projects each task's gradient onto what conflicts with no task, and adds the projections.",
        formula: "w = Σᵢ argmin vᵀGv over v ≥ πᵢ·eᵢ",
        source: "Quinton and Rey (2024), Jacobian Descent for Multi-Objective Optimization; TorchJD UPGrad",
        example: #"{"tasks": ["scene", "depth"], "strategy": "upgrad", "gramian": [[18, -22], [-22, 38]]}"#)
    static let traits = Traits(
        needs: [.gramian], cost: "O(T⁴) at worst",
        invariants: [
            "w ≥ π", "the direction conflicts with no task, at any scale", "without conflicts w = π",
            "linear under scaling of the tasks",
        ],
        differences: [
            "torchjd and LibMTL add 10⁻⁴ to the diagonal of G over its trace, which lets small gradients be conflicted "
                + "with, and take the mean below a trace of 10⁻⁴: reference torchjd does the same"
        ],
        use: "The first choice among those that see gradients: every task gains, large ones count for more.")
    static let options: [Option<Self>] = [
        .perTask("preference", \.preference, in: .nonNegative, "π: one over the number of tasks where none is given."),
        .choice("reference", \.reference, "Whose arithmetic is followed."),
    ]

    var preference = PerTask(nil)
    var reference = Reference.none

    func balance(_ problem: BalancingProblem) -> Balance {
        let shares = problem.shares(preference)
        var cone = DualCone(problem.gramian, reference)
        var weights = problem.each(0)
        var report = SolverReport("non_negative_qp", iterations: 0, residual: 0)
        for index in weights.indices where shares[index] > 0 {
            var lower = problem.each(0)
            lower[index] = shares[index]
            let solution = cone.project(lower)
            report = report.followed(by: solution.report)
            for other in weights.indices { weights[other] += solution.x[other] }
        }
        return Balance(weights, report: report, isStationary: problem.gramian.cancelsOut(weights))
    }
}
