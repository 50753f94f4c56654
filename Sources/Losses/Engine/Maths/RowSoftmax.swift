// The softmax of a row of scores and its logarithm, without overflow.

/// The normaliser of a row; its exponentials wait in the row.
struct RowSoftmax<Scalar: LossScalar> {
    private let maximum: Scalar
    /// One over the sum of e^(score − maximum).
    private let inverse: Double
    private let logarithmOfSum: Double

    /// Reads the row's scores, and leaves e^(score − maximum) in its exponentials.
    init(_ row: inout Row<Scalar>) {
        let scores = row.scores.indices
        // Whatever it is where one is NaN, which its exponential shows.
        maximum = row.scores.largest(in: scores)
        // In Double, so that many small ones next to a large one keep their digits.
        let powers = RowPowers(
            &row.exponentials, of: row.scores, in: scores, scale: 1, origin: Double(maximum),
            Scalar.isShort ? .eight : .thirteen)
        inverse = 1 / powers.sum
        logarithmOfSum = .logarithm(powers.sum)
    }

    /// The log-softmax of a score of the row.
    ///
    /// In this order, as in torch: subtracting the larger number first is exact
    /// more often.
    @inline(__always)
    func logarithm(_ score: Scalar) -> Double {
        // Infinite where it is in torch, and otherwise not rounded to the dtype.
        let difference = score - maximum
        return (difference.isFinite ? Double(score) - Double(maximum) : Double(difference)) - logarithmOfSum
    }

    /// The softmax of one score of the row.
    @inline(__always)
    func probability(_ index: Int, of row: Row<Scalar>) -> Double {
        row.exponentials[index] * inverse
    }

    /// Fills in the gradient of Σ_c v_c·(−log-softmax_c), which is softmax_c·Σv − v_c.
    ///
    /// The coefficients v are scaled already: an infinite scale times a coefficient of 0 is NaN, and what torch never
    /// multiplies must not become that. In Double, since the difference of the two is small where the fit is good.
    @inline(__always)
    func writeGradient(
        _ row: inout Row<Scalar>, coefficientSum: Double, _ coefficient: (Row<Scalar>, Int) -> Double
    ) {
        guard row.wantsGradient else { return }
        for index in row.scores.indices {
            row.gradient[index] = Scalar(probability(index, of: row) * coefficientSum - coefficient(row, index))
        }
    }

    /// The same where only one coefficient is not 0.
    func writeGradient(_ row: inout Row<Scalar>, coefficient: Double, at index: Int) {
        guard row.wantsGradient else { return }
        let inverse = inverse
        unsafe row.exponentials.withUnsafeBufferPointer { exponentials in
            unsafe row.gradient.withUnsafeMutableBufferPointer { gradient in
                for other in 0..<exponentials.count {
                    unsafe gradient[other] = Scalar(exponentials[other] * inverse * coefficient)
                }
            }
        }
        row.gradient[index] = Scalar(probability(index, of: row) * coefficient - coefficient)
    }
}
