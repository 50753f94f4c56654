// What can be said of gradients before anybody weighs them.

/// How the gradients of tasks lie to each other.
package struct GradientDiagnostics: Sendable {
    /// The norm of each gradient.
    package let norms: [Double]
    /// The cosines between them; 0 for a gradient that is 0.
    package let cosines: Matrix
    /// The pairs that pull apart, and their cosine.
    package let conflicts: [(first: Int, second: Int, cosine: Double)]
    /// The smallest norm in the convex hull: where it is 0, nothing improves all tasks.
    package let stationarity: Double
    /// How many of the gradients are independent, as far as rounding lets see.
    package let rank: Int

    package init(_ gramian: Matrix) {
        let equilibrated = EquilibratedGramian(gramian)
        norms = equilibrated.norms
        let cosines = equilibrated.cosines
        self.cosines = cosines
        conflicts = (0..<gramian.size).flatMap { first in
            ((first + 1)..<max(gramian.size, first + 1)).compactMap { second in
                cosines[first, second] < 0 ? (first, second, cosines[first, second]) : nil
            }
        }
        stationarity = gramian.norm(of: SmallestNorm.weights(gramian).x)
        rank = PivotedCholesky(cosines, tolerance: 0x1p-50 * Double(gramian.size)).rank
    }
}
