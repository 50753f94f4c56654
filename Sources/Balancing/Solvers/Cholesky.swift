// The Cholesky factor of some rows and columns of a matrix, which grows by any and shrinks by any.

/// The upper triangular factor U of a symmetric matrix A = Uᵀ·U over a list of indices.
struct Cholesky {
    private let matrix: Matrix
    /// Which rows and columns the factor is of, in its order.
    private(set) var indices: [Int] = []
    /// How long a row is: a whole number of vectors.
    private let width: Int
    /// The factor without its diagonal, row by row; 0 wherever nothing is.
    private var rows: [Double]
    /// One over each number of the diagonal.
    private var inverses: [Double]

    init(of matrix: Matrix) {
        self.matrix = matrix
        width = (matrix.size + 7) & ~7
        rows = [Double](repeating: 0, count: width * matrix.size)
        inverses = [Double](repeating: 0, count: matrix.size)
        indices.reserveCapacity(matrix.size)
    }

    /// The factor of the whole matrix; `nil` when it is not positive definite.
    init?(ofAll matrix: Matrix) {
        self.init(of: matrix)
        guard extend(by: Array(0..<matrix.size)[...]) == matrix.size else { return nil }
    }

    /// Adds a row and column.
    ///
    /// - Returns: whether that leaves the matrix positive definite; otherwise nothing is added.
    mutating func append(_ index: Int) -> Bool {
        extend(by: [index]) == 1
    }

    /// Adds rows and columns, but for those that would not leave the matrix positive definite.
    mutating func append(contentsOf more: [Int]) {
        var rest = more[...]
        while !rest.isEmpty {
            rest = rest.dropFirst(extend(by: rest) + 1)
        }
    }

    /// Takes rows and columns out.
    mutating func remove(where isUnwanted: (Int) -> Bool) {
        guard let first = indices.firstIndex(where: isUnwanted) else { return }
        let later = indices[first...].filter { !isUnwanted($0) }
        clear(columns: first..<indices.count, of: first)
        indices.removeSubrange(first...)
        append(contentsOf: later)
    }

    /// The solution of A·x = b, in the order of `indices`.
    func solve(_ b: [Double]) -> [Double] {
        let count = indices.count
        var x = b + [Double](repeating: 0, count: width - count)
        for row in 0..<count {
            x[row] *= inverses[row]
            x.subtract(start(row), rows, row * width + start(row), stretch(row, count), times: x[row])
        }
        for row in (0..<count).reversed() {
            let known = rows.dot(row * width + start(row), x, start(row), stretch(row, count))
            x[row] = (x[row] - known) * inverses[row]
        }
        return Array(x.prefix(count))
    }

    /// Adds rows and columns up to the first that would not leave the matrix positive definite.
    ///
    /// Row after row of the factor is taken out of all that are new at once: their sums do not wait for each other.
    ///
    /// - Returns: how many were added.
    private mutating func extend(by more: ArraySlice<Int>) -> Int {
        let (known, all) = (indices.count, indices + more)
        var new = [Double](repeating: 0, count: more.count * width)
        for (place, index) in more.enumerated() {
            for column in 0..<all.count { new[place * width + column] = matrix[index, all[column]] }
        }
        for row in 0..<all.count {
            if row >= known {
                let (own, index) = ((row - known) * width, all[row])
                // Below that, rounding decides about the sign.
                guard new[own + row] > matrix[index, index] * 0x1p-48 else {
                    clear(columns: row..<all.count, of: row)
                    indices = Array(all[..<row])
                    return row - known
                }
                inverses[row] = 1 / new[own + row].squareRoot()
                for column in 0..<width {
                    rows[row * width + column] = column > row ? new[own + column] * inverses[row] : 0
                }
            }
            for place in max(0, row + 1 - known)..<more.count {
                if row < known { rows[row * width + known + place] = new[place * width + row] * inverses[row] }
            }
            for place in max(0, row + 1 - known)..<more.count {
                new.subtract(
                    place * width + start(row), rows, row * width + start(row), stretch(row, all.count),
                    times: rows[row * width + known + place])
            }
        }
        indices = all
        return more.count
    }

    /// Makes the numbers of these columns 0 in the first rows.
    private mutating func clear(columns: Range<Int>, of count: Int) {
        for row in 0..<count {
            for column in columns { rows[row * width + column] = 0 }
        }
    }

    /// Where the vector begins in which a row's first number is.
    private func start(_ row: Int) -> Int {
        row & ~7
    }

    /// How many numbers of a row there are from there on, in whole vectors.
    private func stretch(_ row: Int, _ count: Int) -> Int {
        ((count + 7) & ~7) - (row & ~7)
    }
}
