// A Gramian apart from the sizes of its gradients: norms, and the cosines between them.

/// G = D·C·D, with the norms of the gradients in D and their cosines in C.
struct EquilibratedGramian {
    let norms: [Double]
    /// 1 on the diagonal, but 0 for a gradient that is 0.
    let cosines: Matrix
    /// The norms, and 1 for a gradient that is 0.
    let divisors: [Double]

    init(_ gramian: Matrix) {
        let norms = gramian.norms
        let divisors = norms.map { $0 > 0 ? $0 : 1 }
        self.norms = norms
        self.divisors = divisors
        cosines = Matrix(size: gramian.size) { row, column in
            row == column ? (norms[row] > 0 ? 1 : 0) : gramian[row, column] / divisors[row] / divisors[column]
        }
    }

    /// The matrix of the same norms and of such cosines, all but the diagonal times a factor.
    func scaled(_ cosines: Matrix, by factor: Double) -> Matrix {
        Matrix(size: norms.count) { row, column in
            row == column
                ? norms[row] * norms[row] : cosines[row, column] * factor * norms[row] * norms[column]
        }
    }
}
