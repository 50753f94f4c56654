// A square matrix of Doubles, row by row, with the two loops that everything else is made of.

/// A square matrix.
package struct Matrix: Sendable, Equatable {
    /// The number of rows, and of columns.
    package let size: Int
    /// The numbers, row by row.
    package private(set) var numbers: [Double]

    /// - Returns: `nil` when there are not `size` · `size` numbers.
    package init?(size: Int, numbers: [Double]) {
        let (count, overflow) = size.multipliedReportingOverflow(by: size)
        guard size >= 0, !overflow, numbers.count == count else { return nil }
        self.size = size
        self.numbers = numbers
    }

    /// A matrix that has `number` everywhere.
    package init(size: Int, repeating number: Double = 0) {
        self.size = size
        numbers = [Double](repeating: number, count: size * size)
    }

    /// A matrix of what `number` says for each row and column.
    package init(size: Int, _ number: (Int, Int) -> Double) {
        self.init(size: size)
        for row in 0..<size {
            for column in 0..<size { self[row, column] = number(row, column) }
        }
    }

    /// The inner products of the rows of a matrix with any number of columns, row by row.
    ///
    /// See `withoutVanishing`.
    package init(productsOf numbers: [Double], rows: Int) {
        let width = numbers.count / max(rows, 1)
        self.init(size: rows)
        for row in 0..<rows {
            for column in 0...row {
                let product = numbers.dot(row * width, numbers, column * width, width)
                (self[row, column], self[column, row]) = (product, product)
            }
        }
        self = withoutVanishing
    }

    /// The inner products of gradients, with those for 0 that are so short that their squares lose digits, below 1e-145.
    package var withoutVanishing: Matrix {
        let vanishing = (0..<size).filter { abs(self[$0, $0]) < 0x1p-960 }
        guard vanishing.contains(where: { row in (0..<size).contains { self[row, $0] != 0 } }) else { return self }
        var products = self
        for row in vanishing {
            for column in 0..<size { (products[row, column], products[column, row]) = (0, 0) }
        }
        return products
    }

    package subscript(row: Int, column: Int) -> Double {
        get { numbers[row * size + column] }
        set { numbers[row * size + column] = newValue }
    }

    /// The numbers from the upper left to the lower right.
    package var diagonal: [Double] {
        (0..<size).map { self[$0, $0] }
    }

    /// The product with a vector.
    package func times(_ vector: [Double]) -> [Double] {
        (0..<size).map { numbers.dot($0 * size, vector, 0, size) }
    }

    /// vᵀ·M·v.
    package func quadratic(_ vector: [Double]) -> Double {
        vector.dot(times(vector))
    }

    /// The matrix with a little more on its diagonal.
    func plus(onDiagonal ridge: Double) -> Matrix {
        Matrix(size: size) { self[$0, $1] + ($0 == $1 ? ridge : 0) }
    }

    /// The rows and columns of these indices.
    package func part(_ indices: [Int]) -> Matrix {
        Matrix(size: indices.count) { self[indices[$0], indices[$1]] }
    }

    /// The mean of the matrix and its transpose: one that is symmetric up to rounding becomes so exactly.
    package var symmetrized: Matrix {
        Matrix(size: size) { self[$0, $1] / 2 + self[$1, $0] / 2 }
    }
}
