// Whether numbers can be the inner products of gradients.

import Catalogue

/// Checks a Gramian.
package enum GramianCheck {
    /// How far two numbers that should be the same may lie apart, and how far the matrix from semidefinite, against its
    /// own size: at least what is lost in float32, which is the default; bfloat16 loses up to 0.008: half a unit, 2⁻⁸, of
    /// a product and of the norms that it is compared with.
    package static let tolerances = 1e-5...0.1

    /// - Throws: that the matrix holds numbers that are not finite, is not symmetric, or not positive semidefinite.
    static func check(_ gramian: Matrix, tolerance: Double) throws(BalancingFault) {
        // The diagonal first: what is wrong with one gradient is in all its products.
        for index in 0..<gramian.size { try checkFinite(gramian, index, index) }
        for row in 0..<gramian.size {
            for column in 0..<gramian.size { try checkFinite(gramian, row, column) }
        }
        for index in 0..<gramian.size where gramian[index, index] < 0 {
            throw BalancingFault(
                .gramianNotPSD, at: .gramian(row: index, column: index),
                "the square of a norm cannot be \(gramian[index, index])")
        }
        let equilibrated = EquilibratedGramian(gramian)
        for row in 0..<gramian.size {
            for column in 0..<row {
                let scale = equilibrated.norms[row] * equilibrated.norms[column]
                let (lower, upper) = (gramian[row, column], gramian[column, row])
                guard abs(lower - upper) <= tolerance * max(scale, abs(lower)) else {
                    throw BalancingFault(
                        .invalidGramian, at: .gramian(row: row, column: column),
                        "not symmetric: \(lower) here and \(upper) on the other side of the diagonal\(advice)")
                }
                guard abs(lower) <= scale * (1 + tolerance) else {
                    throw BalancingFault(
                        .gramianNotPSD, at: .gramian(row: row, column: column),
                        "the product of gradients with norms \(equilibrated.norms[row]) and "
                            + "\(equilibrated.norms[column]) cannot be \(lower)\(advice)")
                }
            }
        }
        // Nearly always so, and seen sooner than how far a matrix is from it.
        guard Cholesky(ofAll: equilibrated.cosines.plus(onDiagonal: tolerance)) == nil else { return }
        let factor = PivotedCholesky(equilibrated.cosines, tolerance: tolerance)
        guard factor.remainder <= 10 * tolerance * Double(gramian.size) else {
            throw notSemidefinite("\(factor.remainder) is left where nothing should be")
        }
    }

    private static func checkFinite(_ gramian: Matrix, _ row: Int, _ column: Int) throws(BalancingFault) {
        let number = gramian[row, column]
        guard !number.isFinite else { return }
        throw BalancingFault(
            .invalidGramian, at: .gramian(row: row, column: column),
            "expected a finite number, found \(number.isNaN ? "NaN" : "\(number)")")
    }

    private static func notSemidefinite(_ detail: String) -> BalancingFault {
        BalancingFault(
            .gramianNotPSD, at: .gramian(row: 0, column: 0),
            "not positive semidefinite, as inner products are: \(detail)\(advice)")
    }

    private static var advice: String {
        "; sum inner products in float32 or wider, or give the tolerance that they need"
    }

    /// A Gramian near to a matrix that passed the check: of the same norms, with all cosines as much smaller as is needed.
    ///
    /// - Throws: that no cosines are, unless they shrink by more than the tolerance for each task.
    static func repaired(_ gramian: Matrix, tolerance: Double) throws(BalancingFault) -> Matrix {
        let equilibrated = EquilibratedGramian(gramian.symmetrized)
        let cosines = Matrix(size: gramian.size) { row, column in
            min(max(equilibrated.cosines[row, column], -1), 1)
        }
        let most = tolerance * Double(gramian.size)
        var shift = tolerances.lowerBound
        while Cholesky(ofAll: cosines.plus(onDiagonal: shift)) == nil {
            guard shift < most else { throw notSemidefinite("its cosines would have to shrink by more than \(most)") }
            shift = min(2 * shift, most)
        }
        // What float32 loses is nothing to mend.
        let factor = shift == tolerances.lowerBound ? 1 : 1 / (1 + shift)
        return equilibrated.scaled(cosines, by: factor)
    }
}
