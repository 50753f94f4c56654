// The combination of gradients nearest to a given one that conflicts with none of them.

/// min vᵀGv over v ≥ u.
enum DualCone {
    /// What keeps a matrix of cosines from being singular, where it is.
    static let ridge = 1e-10

    /// The v for a positive definite matrix and a u that is not negative.
    static func project(_ matrix: Matrix, _ lower: [Double]) -> Solution {
        let solution = ActiveSet.nonNegative(matrix, matrix.times(lower).map { -$0 })
        return Solution(x: zip(lower, solution.x).map { $0 + $1 }, report: solution.report)
    }

    /// The same for a Gramian, whatever the sizes of its gradients.
    ///
    /// v ≥ u is D·v ≥ D·u: the problem is the same for unit gradients, and its numbers are of one size there.
    static func project(_ gramian: EquilibratedGramian, _ lower: [Double]) -> Solution {
        let scaled = zip(gramian.divisors, lower).map { $0 * $1 }
        // Numbers of one size also where u is.
        let size = scaled.max() ?? 1
        guard size > 0 else { return project(gramian.cosines, scaled) }
        let solution = project(gramian.cosines(plus: ridge), scaled.map { $0 / size })
        return Solution(x: zip(solution.x, gramian.divisors).map { $0 * size / $1 }, report: solution.report)
    }
}
