// The eigenvalues and eigenvectors of a semidefinite matrix: one-sided Jacobi on its factor.

/// M = Σ λₖ·vₖ·vₖᵀ over the eigenvalues that are not nothing, the largest first.
///
/// Columns of a factor F with M = F·Fᵀ are turned against each other until all are orthogonal: they are √λₖ·vₖ then.
/// Veselić and Hari (1989), A note on a one-sided Jacobi algorithm; small eigenvalues keep their digits.
struct Eigenvalues: Decomposition {
    private(set) var values: [Double] = []
    /// One eigenvector for each value, `size` numbers each.
    private(set) var vectors: [Double] = []
    let size: Int
    private(set) var report: SolverReport

    /// Leaves out eigenvalues that are at most `tolerance` times the largest.
    init(_ matrix: Matrix, tolerance: Double) {
        let factor = PivotedCholesky(matrix, tolerance: 0x1p-52 * Double(matrix.size))
        size = matrix.size
        var columns = factor.columns
        var (sweeps, largest) = (0, 1.0)
        while sweeps < 60, largest > 0x1p-50 {
            largest = Self.sweep(&columns, size, factor.rank)
            sweeps += 1
        }
        report = SolverReport(
            "one_sided_jacobi", iterations: sweeps, residual: largest, hasConverged: largest <= 0x1p-50)
        let squares = (0..<factor.rank).map { columns.dot($0 * size, columns, $0 * size, size) }
        let order = squares.indices.sorted { (squares[$1], $0) < (squares[$0], $1) }
        let bound = (squares.max() ?? 0) * tolerance
        for index in order where squares[index] > bound {
            let length = squares[index].squareRoot()
            values.append(squares[index])
            vectors += columns[(index * size)..<((index + 1) * size)].map { $0 / length }
        }
    }

    /// Turns every pair of columns once; returns the largest cosine that was met.
    private static func sweep(_ columns: inout [Double], _ size: Int, _ count: Int) -> Double {
        var largest = 0.0
        var squares = (0..<count).map { columns.dot($0 * size, columns, $0 * size, size) }
        for p in 0..<count {
            for q in (p + 1)..<max(count, p + 1) {
                let product = columns.dot(p * size, columns, q * size, size)
                let lengths = (squares[p] * squares[q]).squareRoot()
                guard abs(product) > 0x1p-52 * lengths else { continue }
                largest = max(largest, abs(product) / lengths)
                let zeta = (squares[q] - squares[p]) / (2 * product)
                let tangent = (zeta < 0 ? -1 : 1) / (abs(zeta) + (1 + zeta * zeta).squareRoot())
                let cosine = 1 / (1 + tangent * tangent).squareRoot()
                columns.rotate(p * size, q * size, size, cosine: cosine, sine: cosine * tangent)
                squares[p] -= tangent * product
                squares[q] += tangent * product
            }
        }
        return largest
    }

    func apply(_ function: (Double) -> Double, to b: [Double]) -> [Double] {
        var result = [Double](repeating: 0, count: size)
        for (index, value) in values.enumerated() {
            let share = vectors.dot(index * size, b, 0, size)
            result.subtract(0, vectors, index * size, size, times: -function(value) * share)
        }
        return result
    }
}
