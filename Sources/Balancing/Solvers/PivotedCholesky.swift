// A factor of a semidefinite matrix that shows its rank, or that it is not semidefinite.

/// M = F·Fᵀ, with as many columns in F as the rank.
///
/// The largest diagonal number that is left goes first: Higham (2002), Accuracy and Stability of Numerical Algorithms,
/// §10.3.
struct PivotedCholesky {
    /// The columns of F, each of `size` numbers.
    private(set) var columns: [Double] = []
    private(set) var rank = 0
    /// The largest number, without its sign, that the factor leaves over, against the largest of the diagonal.
    private(set) var remainder = 0.0
    let size: Int

    /// ‖Fᵀ·v‖, the norm of a combination.
    func norm(of v: [Double]) -> Double {
        (0..<rank).reduce(0) { sum, column in
            let share = columns.dot(column * size, v, 0, size)
            return sum + share * share
        }.squareRoot()
    }

    /// Stops where what is left of the diagonal is at most `tolerance` times its largest number.
    init(_ matrix: Matrix, tolerance: Double) {
        size = matrix.size
        var rest = matrix.numbers
        let largest = matrix.diagonal.max() ?? 0
        guard largest > 0 else {
            remainder = matrix.numbers.contains { $0 != 0 } ? .infinity : 0
            return
        }
        while rank < size {
            let pivot = (0..<size).max { (rest[$0 * size + $0], $1) < (rest[$1 * size + $1], $0) } ?? 0
            let square = rest[pivot * size + pivot]
            guard square > tolerance * largest else { break }
            let root = square.squareRoot()
            let column = (0..<size).map { rest[pivot * size + $0] / root }
            for row in 0..<size where column[row] != 0 {
                rest.subtract(row * size, column, 0, size, times: column[row])
            }
            // What has been a pivot is all told.
            for index in 0..<size { (rest[pivot * size + index], rest[index * size + pivot]) = (0, 0) }
            columns += column
            rank += 1
        }
        remainder = (rest.lazy.map(abs).max() ?? 0) / largest
    }
}
