// The Cholesky factor of some rows and columns of a matrix, which grows by one and shrinks by any.

/// The lower triangular factor L of a symmetric matrix A = L·Lᵀ over a list of indices.
struct Cholesky {
    private let matrix: Matrix
    /// Which rows and columns the factor is of, in its order.
    private(set) var indices: [Int] = []
    /// The factor, one row of `matrix.size` numbers for each index.
    private var rows: [Double] = []

    init(of matrix: Matrix) {
        self.matrix = matrix
        rows.reserveCapacity(matrix.size * matrix.size)
        indices.reserveCapacity(matrix.size)
    }

    /// The factor of the whole matrix; `nil` when it is not positive definite.
    init?(ofAll matrix: Matrix) {
        self.init(of: matrix)
        for index in 0..<matrix.size {
            guard append(index) else { return nil }
        }
    }

    /// Adds a row and column.
    ///
    /// - Returns: whether that leaves the matrix positive definite; otherwise nothing is added.
    mutating func append(_ index: Int) -> Bool {
        let count = indices.count
        let (width, start) = (matrix.size, rows.count)
        rows.append(contentsOf: repeatElement(0, count: width))
        for column in 0..<count {
            let known = rows.dot(start, rows, column * width, column)
            rows[start + column] = (matrix[index, indices[column]] - known) / rows[column * width + column]
        }
        let square = matrix[index, index] - rows.dot(start, rows, start, count)
        // Below that, rounding decides about the sign.
        guard square > matrix[index, index] * 0x1p-48 else {
            rows.removeLast(width)
            return false
        }
        rows[start + count] = square.squareRoot()
        indices.append(index)
        return true
    }

    /// Takes rows and columns out.
    mutating func remove(where isUnwanted: (Int) -> Bool) {
        guard let first = indices.firstIndex(where: isUnwanted) else { return }
        let later = indices[first...].filter { !isUnwanted($0) }
        indices.removeSubrange(first...)
        rows.removeSubrange((first * matrix.size)...)
        for index in later { _ = append(index) }
    }

    /// The solution of A·x = b, in the order of `indices`.
    func solve(_ b: [Double]) -> [Double] {
        let (count, width) = (indices.count, matrix.size)
        var x = b
        for row in 0..<count {
            x[row] = (x[row] - rows.dot(row * width, x, 0, row)) / rows[row * width + row]
        }
        for row in (0..<count).reversed() {
            x[row] /= rows[row * width + row]
            x.subtract(0, rows, row * width, row, times: x[row])
        }
        return x
    }
}
