// What a matrix of inner products says of its vectors.

extension Matrix {
    /// The norms of the vectors.
    package var norms: [Double] {
        diagonal.map { max($0, 0).squareRoot() }
    }

    /// The same products, with 0 for those of vectors that are left out and whose products are not numbers.
    func leavingOut(_ isLeftOut: (Int) -> Bool) -> Matrix {
        guard diagonal.contains(where: { !$0.isFinite }) else { return self }
        let left = (0..<size).map(isLeftOut)
        return Matrix(size: size) { row, column in left[row] || left[column] ? 0 : self[row, column] }
    }

    /// The norm of the vectors' combination.
    package func norm(of weights: [Double]) -> Double {
        max(quadratic(weights), 0).squareRoot()
    }

    /// Whether no direction has a positive product with each vector that is not 0, as where some mean of them is 0.
    ///
    /// - Parameter weights: those of a combination that may have.
    /// - Returns: whether there is none.
    func isStationary(trying weights: [Double]) -> Bool {
        let kept = diagonal.indices.filter { diagonal[$0] > 0 }
        guard !kept.isEmpty else { return size > 0 }
        let vectors = part(kept)
        let tried = kept.map { weights[$0] }
        let norm = vectors.norm(of: tried)
        let improves = zip(vectors.times(tried), vectors.norms).allSatisfy { $0 > 1e-6 * $1 * norm }
        guard norm == 0 || !improves else { return false }
        return vectors.cancelsOut(SmallestNorm.weights(vectors).x)
    }

    /// Whether the vectors' combination is only rounding error, compared with the shortest of them.
    func cancelsOut(_ weights: [Double]) -> Bool {
        let shortest = norms.filter { $0 > 0 }.min() ?? 0
        return weights.contains { $0 != 0 } && norm(of: weights) <= 1e-7 * shortest
    }
}
