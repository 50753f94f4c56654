// The combination of gradients nearest to a given one that conflicts with none of them.

/// min vᵀGv over v ≥ u, for one G and any number of u.
struct DualCone {
    /// What keeps a matrix of cosines from being singular, where it is.
    private static let ridge = 1e-10

    private let matrix: Matrix
    private var search: ActiveSet
    /// The sizes of the gradients, where `matrix` is that of unit gradients.
    private let divisors: [Double]?

    /// v ≥ u is D·v ≥ D·u: the problem is the same for unit gradients, and its numbers are of one size there.
    ///
    /// torchjd solves it for the gradients as they are.
    init(_ gramian: Matrix, _ reference: Reference) {
        switch reference {
        case .none:
            let equilibrated = EquilibratedGramian(gramian)
            matrix = equilibrated.cosines.plus(onDiagonal: Self.ridge)
            divisors = equilibrated.divisors
        case .torchjd:
            matrix = TorchJD.regularized(gramian)
            divisors = nil
        }
        search = ActiveSet(nonNegative: matrix)
    }

    /// The v for a u that is not negative.
    mutating func project(_ lower: [Double]) -> Solution {
        guard let divisors else { return solve(lower) }
        let scaled = zip(divisors, lower).map { $0 * $1 }
        // Numbers of one size also where u is; all may be 0.
        let size = scaled.max().flatMap { $0 > 0 ? $0 : nil } ?? 1
        let solution = solve(scaled.map { $0 / size })
        return Solution(x: zip(solution.x, divisors).map { $0 * size / $1 }, report: solution.report)
    }

    private mutating func solve(_ lower: [Double]) -> Solution {
        let solution = search.solve(matrix.times(lower).map { -$0 })
        return Solution(x: zip(lower, solution.x).map { $0 + $1 }, report: solution.report)
    }
}
