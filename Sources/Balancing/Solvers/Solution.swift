// What a solver found, and how it went.

/// What a solver says of its work.
package struct SolverReport: Sendable, Equatable {
    /// The solver's name.
    package let name: String
    /// How often it went round.
    package let iterations: Int
    /// How far the answer is from what is asked for, in the solver's own measure; 0 where it is computed directly.
    package let residual: Double
    /// Whether the residual is as small as was wanted.
    package let hasConverged: Bool

    package init(_ name: String, iterations: Int, residual: Double, hasConverged: Bool = true) {
        self.name = name
        self.iterations = iterations
        self.residual = residual
        self.hasConverged = hasConverged
    }

    /// What several of the same solver did, one after the other.
    func followed(by other: SolverReport) -> SolverReport {
        SolverReport(
            name, iterations: iterations + other.iterations, residual: max(residual, other.residual),
            hasConverged: hasConverged && other.hasConverged)
    }
}

/// A vector, and how it was found.
package struct Solution: Sendable {
    package let x: [Double]
    package let report: SolverReport
}
