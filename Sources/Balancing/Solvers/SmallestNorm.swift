// The shortest vector in the convex hull of gradients.

/// The w on the simplex that makes wᵀGw smallest.
enum SmallestNorm {
    /// The weights, through those of unit gradients.
    ///
    /// With w = y/n, n the norms of the gradients, it is the y ≥ 0 that makes yᵀCy smallest over Σy/n = 1; up to its
    /// length that is the minimum of yᵀCy + (cᵀy − 1)² with c ∝ 1/n. So no task's size drowns another's.
    ///
    /// A gradient that is 0 is such a vector itself.
    static func weights(_ gramian: Matrix) -> Solution {
        let equilibrated = EquilibratedGramian(gramian)
        if let zero = equilibrated.norms.firstIndex(of: 0) {
            return Solution(
                x: gramian.diagonal.indices.map { $0 == zero ? 1 : 0 },
                report: SolverReport("non_negative_qp", iterations: 0, residual: 0))
        }
        let smallest = equilibrated.norms.min() ?? 1
        let c = equilibrated.norms.map { smallest / $0 }
        let matrix = Matrix(size: gramian.size) { equilibrated.cosines[$0, $1] + c[$0] * c[$1] }
        let solution = ActiveSet.nonNegative(matrix, c)
        let scaled = zip(solution.x, c).map { $0 * $1 }
        let sum = scaled.reduce(0, +)
        return Solution(x: scaled.map { $0 / sum }, report: solution.report)
    }
}
