// The combinations of gradients with given projections on all of them.

/// M⁺·b for a semidefinite matrix.
enum EqualProjections {
    /// How large a residual may be, against the largest number of b.
    private static let tolerance = 1e-9

    static func solve(_ matrix: Matrix, _ b: [Double]) -> Solution {
        // A matrix that is only by rounding not singular has a factor, and a solution that solves nothing.
        if let factor = Cholesky(ofAll: matrix) {
            let x = factor.solve(b)
            let residual = relative(residuals(matrix, x, b), to: b)
            if residual <= tolerance {
                return Solution(x: x, report: SolverReport("cholesky", iterations: 1, residual: residual))
            }
        }
        let eigenvalues = Eigenvalues(matrix, tolerance: 0x1p-50 * Double(matrix.size))
        let x = eigenvalues.apply({ 1 / $0 }, to: b)
        // What of b is in the range of the matrix; the rest nothing can reach.
        let reachable = eigenvalues.apply({ _ in 1 }, to: b)
        let residual = relative(residuals(matrix, x, reachable), to: b)
        return Solution(
            x: x,
            report: SolverReport(
                eigenvalues.report.name, iterations: eigenvalues.report.iterations, residual: residual,
                hasConverged: eigenvalues.report.hasConverged && residual <= 1e-6))
    }

    private static func residuals(_ matrix: Matrix, _ x: [Double], _ b: [Double]) -> [Double] {
        zip(matrix.times(x), b).map { $0 - $1 }
    }

    private static func relative(_ numbers: [Double], to b: [Double]) -> Double {
        let size = b.lazy.map(abs).max() ?? 0
        return size > 0 ? (numbers.lazy.map(abs).max() ?? 0) / size : 0
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
