// The combination with equal projections on all gradients.

import Catalogue

struct ImpartialGradients: Strategy {
    enum Fallback: String, CaseIterable {
        case config, mean, none
    }

    static let entry = Entry(
        "imtl_g", aliases: ["imtlg"],
        summary: "Impartial multi-task learning, its half for gradients: the same projection on every task's gradient.",
        formula: "v = G⁺·n, w = v/Σv, n the norms",
        source: "Liu et al. (2021), Towards Impartial Multi-task Learning; TorchJD IMTLG",
        example: #"{"tasks": ["scene", "depth"], "strategy": "imtl_g", "gramian": [[18, -22], [-22, 38]]}"#)
    static let traits = Traits(
        needs: [.gramian], leavesOutZeroGradients: true, cost: "O(T³)",
        invariants: ["Σw = 1", "(Gw)ᵢ/‖gᵢ‖ is the same for all tasks", "the direction does not depend on scales"],
        differences: [
            "Σv can be negative, and the published direction then raises every loss: fallback says what is answered "
                + "instead, and a warning says so",
            "LibMTL's system has no solution for dependent gradients",
        ],
        use: "No task is favoured; config has the same direction and cannot flip.")
    static let options: [Option<Self>] = [
        .choice("fallback", \.fallback, "What is answered where Σv is negative; none for the published weights."),
        .choice("reference", \.reference, "Whose arithmetic is followed; torchjd has no fallback."),
    ]

    var fallback = Fallback.config
    var reference = Reference.none

    func balance(_ problem: BalancingProblem) -> Balance {
        let norms = problem.gramian.norms
        let solution = EqualProjections.solve(problem.gramian, norms)
        let sum = solution.x.reduce(0, +)
        let size = solution.x.reduce(0) { $0 + abs($1) }
        // The sum is negligible against its terms.
        let isNothing = reference == .torchjd ? abs(sum) < 1e-12 : abs(sum) <= 1e-12 * size
        guard !isNothing else { return .stationary(problem, solution.report) }
        let published = Balance(solution.x.map { $0 / sum }, report: solution.report)
        guard sum < 0 else { return published }
        var balance = published
        switch reference == .torchjd ? .none : fallback {
        case .none: break
        case .mean: balance.weights = problem.each(1 / Double(problem.count))
        case .config: balance.weights = EqualProjections.conflictFree(problem.gramian, problem.each(1)).weights
        }
        balance.warnings = [
            BalancingWarning(
                .negativeSum,
                "the published weights would raise every loss (their sum is \(sum) before it is made 1); "
                    + (balance.weights == published.weights
                        ? "they are answered all the same"
                        : "answered instead: \(fallback.rawValue)"))
        ]
        return balance
    }
}
