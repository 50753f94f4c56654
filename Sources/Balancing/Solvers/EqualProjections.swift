// The combinations of gradients with given projections on all of them.

/// M⁺·b for a semidefinite matrix.
enum EqualProjections {
    static func solve(_ matrix: Matrix, _ b: [Double]) -> Solution {
        if let factor = Cholesky(ofAll: matrix) {
            let x = factor.solve(b)
            let size = b.lazy.map(abs).max() ?? 0
            let product = matrix.times(x)
            let residual = zip(product, b).map { abs($0 - $1) }.max() ?? 0
            return Solution(
                x: x, report: SolverReport("cholesky", iterations: 1, residual: size > 0 ? residual / size : 0))
        }
        let eigenvalues = Eigenvalues(matrix, tolerance: 0x1p-52 * Double(matrix.size))
        return Solution(x: eigenvalues.apply({ 1 / $0 }, to: b), report: eigenvalues.report)
    }

    /// The direction that has the same cosine with all gradients, or cosines in proportion to `shares`, as weights.
    ///
    /// As long as the projections of all gradients on it: Liu et al. (2024), ConFIG, eq. 2 to 4.
    static func conflictFree(_ gramian: Matrix, _ shares: [Double]) -> (weights: [Double], report: SolverReport) {
        let equilibrated = EquilibratedGramian(gramian)
        let solution = solve(equilibrated.cosines, shares)
        let length = equilibrated.cosines.norm(of: solution.x)
        guard length > 0 else { return (shares.map { _ in 0 }, solution.report) }
        let unit = solution.x.map { $0 / length }
        let projections = zip(equilibrated.cosines.times(unit), equilibrated.norms).map { $0 * $1 }
        let total = projections.reduce(0, +)
        return (zip(unit, equilibrated.norms).map { total * $0 / $1 }, solution.report)
    }
}
