// The nearest point of the simplex, and what it says of how good a solution is.

/// The projection on the vectors of numbers that are not negative and sum to 1.
enum SimplexProjection {
    /// The point of the simplex that is nearest to `vector`.
    ///
    /// Held, Wolfe and Crowder (1974), Validation of subgradient optimization: sorted, the largest numbers stay above a
    /// threshold that all of them lose.
    static func project(_ vector: [Double]) -> [Double] {
        var (sum, threshold) = (0.0, 0.0)
        for (rank, number) in vector.sorted(by: >).enumerated() {
            sum += number
            let candidate = (sum - 1) / Double(rank + 1)
            guard number > candidate else { break }
            threshold = candidate
        }
        return vector.map { max($0 - threshold, 0) }
    }

    /// How far a step against the gradient of ½·xᵀHx − fᵀx leads away from x, once it is back on the simplex.
    ///
    /// 0 at the minimum and nowhere else; in units of x, with steps of one over the largest number of H.
    static func residual(_ matrix: Matrix, _ linear: [Double], _ x: [Double]) -> Double {
        let scale = max(matrix.diagonal.max() ?? 0, linear.lazy.map(abs).max() ?? 0)
        guard scale > 0 else { return 0 }
        let product = matrix.times(x)
        let moved = project(x.indices.map { x[$0] - (product[$0] - linear[$0]) / scale })
        return zip(moved, x).map { abs($0 - $1) }.max() ?? 0
    }
}
