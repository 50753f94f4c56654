// What a matrix of inner products says of its vectors.

extension Matrix {
    /// The norms of the vectors.
    package var norms: [Double] {
        diagonal.map { max($0, 0).squareRoot() }
    }

    /// The norm of the vectors' combination.
    package func norm(of weights: [Double]) -> Double {
        max(quadratic(weights), 0).squareRoot()
    }

    /// Whether the vectors' combination is only rounding error, compared with the shortest of them.
    func cancelsOut(_ weights: [Double]) -> Bool {
        let shortest = norms.filter { $0 > 0 }.min() ?? 0
        return weights.contains { $0 != 0 } && norm(of: weights) <= 1e-7 * shortest
    }
}
