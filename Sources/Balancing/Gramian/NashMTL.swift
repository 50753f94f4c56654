// What the tasks would agree on as players of a bargaining game.

import Catalogue

struct NashMTL: Strategy {
    static let entry = Entry(
        "nash_mtl", aliases: ["nash", "nashmtl"],
        summary: "The Nash bargaining solution: each task gains the same share, whatever its scale.",
        formula: "Gw = 1/w with w > 0; then w is scaled to ‖Σ wᵢ·gᵢ‖ ≤ max_norm",
        source: "Navon et al. (2022), Multi-Task Learning as a Bargaining Game",
        example: #"{"tasks": ["scene", "depth"], "strategy": "nash_mtl", "gramian": [[18, -22], [-22, 38]]}"#)
    static let traits = Traits(
        needs: [.gramian], leavesOutZeroGradients: true, cost: "O(T³)",
        invariants: [
            "before max_norm wᵢ·(Gw)ᵢ = 1 and ‖Σ wᵢ·gᵢ‖² = T", "no conflict with any task",
            "the direction does not depend on the scales of the tasks",
        ],
        differences: [
            "torchjd and LibMTL approximate the solution in rounds and keep the last one; exact here, and without state",
            "LibMTL clips the gradients of shared parameters only",
        ],
        use:
            "Tasks of very different scales that shall all gain; the length of the step does not shrink near an optimum."
    )
    static let options: [Option<Self>] = [
        .number("max_norm", \.maximumNorm, in: .nonNegative, "The most that the direction may measure; 0 for no bound.")
    ]

    var maximumNorm = 1.0

    func balance(_ problem: BalancingProblem) -> Balance {
        let (weights, report) = Bargain.weights(problem.gramian, power: 1)
        guard let weights else { return .stationary(problem, report) }
        let norm = Double(problem.count).squareRoot()
        let scale = maximumNorm > 0 && norm > maximumNorm ? maximumNorm / norm : 1
        return Balance(weights.map { $0 * scale }, report: report)
    }
}
