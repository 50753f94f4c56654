// The mean gradient projected so that it conflicts with no task.

import Catalogue

struct DualProj: Strategy {
    static let entry = Entry(
        "dual_proj", aliases: ["dualproj", "gem"],
        summary: "Projects the mean of the gradients onto what conflicts with no task.",
        formula: "w = argmin vᵀGv over v ≥ π",
        source:
            "Lopez-Paz and Ranzato (2017), Gradient Episodic Memory for Continual Learning, eq. 11; TorchJD DualProj",
        example: #"{"tasks": ["scene", "depth"], "strategy": "dual_proj", "gramian": [[18, -22], [-22, 38]]}"#)
    static let traits = Traits(
        needs: [.gramian], cost: "O(T³)",
        invariants: ["w ≥ π", "the direction conflicts with no task, at any scale", "without conflicts w = π"],
        differences: ["torchjd adds 10⁻⁴ to the diagonal of G over its trace: reference torchjd does the same"],
        use: "The nearest to the mean that harms no task; cheaper than upgrad.")
    static let options: [Option<Self>] = [
        .perTask("preference", \.preference, in: .nonNegative, "π: one over the number of tasks where none is given."),
        .choice("reference", \.reference, "Whose arithmetic is followed."),
    ]

    var preference = PerTask(nil)
    var reference = Reference.none

    func balance(_ problem: BalancingProblem) -> Balance {
        var cone = DualCone(problem.gramian, reference)
        let solution = cone.project(problem.shares(preference))
        return Balance(
            solution.x, report: solution.report, isStationary: problem.gramian.cancelsOut(solution.x))
    }
}
