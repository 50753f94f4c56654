// The direction that is equally aligned with all gradients.

import Catalogue

struct ConFIG: Strategy {
    static let entry = Entry(
        "config", aliases: ["conflict_free_inverse_gradients"],
        summary: "The direction with the same cosine to every gradient, as long as its projections add up to.",
        formula: "v = C⁺·r, C the cosines of the gradients; d = ℓ·Σ vᵢ·gᵢ/‖gᵢ‖, scaled to length ℓ = Σ gᵢ·d/‖d‖",
        source:
            "Liu, Chu and Thuerey (2024), ConFIG: Towards Conflict-free Training of Physics Informed Neural Networks",
        example: #"{"tasks": ["pde", "boundary"], "strategy": "config", "gramian": [[18, -22], [-22, 38]]}"#)
    static let traits = Traits(
        needs: [.gramian], leavesOutZeroGradients: true, cost: "O(T³)",
        invariants: [
            "equal cosines with all gradients", "no conflict where G is invertible",
            "parallel to imtl_g", "linear under scaling of the tasks",
        ],
        differences: [
            "torchjd takes the pseudoinverse of the Jacobian: dependent gradients are told apart at other thresholds"
        ],
        use: "Losses of physics-informed networks; at most as many tasks as dimensions.")
    static let options: [Option<Self>] = [
        .perTask("preference", \.preference, in: .nonNegative, "r: the cosines, up to a factor.")
    ]

    var preference = PerTask(1)

    func balance(_ problem: BalancingProblem) -> Balance {
        let shares = preference.values(of: problem.tasks, or: 1)
        let (weights, report) = EqualProjections.conflictFree(problem.gramian, shares)
        return Balance(weights, report: report, isStationary: weights.allSatisfy { $0 == 0 })
    }
}
