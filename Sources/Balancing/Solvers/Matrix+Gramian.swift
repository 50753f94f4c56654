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
}
