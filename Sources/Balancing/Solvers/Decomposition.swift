// What is known of a semidefinite matrix once its eigenvalues are.

/// The eigenvalues of a matrix, and what functions of it do to vectors.
protocol Decomposition {
    /// The eigenvalues that are not nothing, the largest first.
    var values: [Double] { get }
    var report: SolverReport { get }

    /// Σ f(λₖ)·vₖ·(vₖᵀ·b), with the eigenvectors v.
    func apply(_ function: (Double) -> Double, to b: [Double]) -> [Double]
}

extension Matrix {
    /// The eigenvalues of a semidefinite matrix but those that are at most `tolerance` times the largest.
    ///
    /// By the faster of two ways where all are of about one size, so that it has their digits; `report` says which.
    func decomposed(tolerance: Double) -> any Decomposition {
        let fast = Tridiagonal(self)
        let (largest, smallest) = (fast.values.first ?? 0, fast.values.last ?? 0)
        guard fast.report.hasConverged, smallest > max(tolerance, 1e-4) * largest else {
            return Eigenvalues(self, tolerance: tolerance)
        }
        return fast
    }
}
