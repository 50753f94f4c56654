// Gradients made orthogonal and of one length, with the least change.

import Catalogue

struct AlignedMTL: Strategy {
    enum Scale: String, CaseIterable {
        case min, median, rmse
    }

    static let entry = Entry(
        "aligned_mtl", aliases: ["aligned", "alignedmtl"],
        summary: "Aligns the principal components of the gradients, so that no direction dominates.",
        formula: "w = √σ·V·Λ^(−1/2)·Vᵀ·π, G = V·Λ·Vᵀ, σ the least (or median, or mean) eigenvalue",
        source:
            "Senushkin, Patakin, Kuznetsov and Konushin (2023), Independent Component Alignment for Multi-Task Learning",
        example: #"{"tasks": ["scene", "depth"], "strategy": "aligned_mtl", "gramian": [[18, -22], [-22, 38]]}"#)
    static let traits = Traits(
        needs: [.gramian], leavesOutZeroGradients: true, cost: "O(T³)",
        invariants: ["the aligned gradients are orthogonal and of length √σ", "orthonormal gradients have w = π"],
        differences: [
            "LibMTL sums where the mean is taken here and in torchjd: T times as much",
            "a small eigenvalue just above rank_tolerance shrinks the whole step, here as there",
        ],
        use: "Stable steps where gradients are nearly dependent and of different size.")
    static let options: [Option<Self>] = [
        .choice("scale_mode", \.scale, "Which eigenvalue the aligned gradients take their length from."),
        .perTask("preference", \.preference, in: .any, "π: one over the number of tasks where none is given."),
        .number(
            "rank_tolerance", \.rankTolerance, in: .nonNegative,
            "What counts as no eigenvalue, against the largest; 0 for T·2⁻⁵²."),
    ]

    var scale = Scale.min
    var preference = PerTask(nil)
    var rankTolerance = 0.0

    func balance(_ problem: BalancingProblem) -> Balance {
        let tolerance = max(rankTolerance, 0x1p-52 * Double(problem.count))
        let eigenvalues = problem.gramian.decomposed(tolerance: tolerance)
        let count = eigenvalues.values.count
        guard count > 0 else { return .stationary(problem, eigenvalues.report) }
        let sigma =
            switch scale {
            case .min: eigenvalues.values[count - 1]
            // The lower of two in the middle, as torch.median.
            case .median: eigenvalues.values[count / 2]
            case .rmse: eigenvalues.values.reduce(0, +) / Double(count)
            }
        let root = sigma.squareRoot()
        let weights = eigenvalues.apply({ root / $0.squareRoot() }, to: problem.shares(preference))
        return Balance(weights, report: eigenvalues.report)
    }
}
