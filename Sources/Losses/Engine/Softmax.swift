// The softmax of a row of scores and its logarithm, without overflow.

import RealModule

/// The normaliser of a row; the exponentials themselves wait in the row's gradient.
struct Softmax<Scalar: LossScalar> {
    private let maximum: Scalar
    /// The sum of e^(score − maximum).
    private let sum: Double
    private let logarithmOfSum: Double

    /// Reads the row's scores, and leaves e^(score − maximum) in its gradient.
    @inline(__always)
    init(_ row: inout Row<Scalar>) {
        var maximum = -Scalar.infinity
        for score in row.scores { maximum = Scalar.larger(maximum, score) }
        // Summed in Double: many small exponentials beside a large one keep their digits.
        var sum = 0.0
        for index in row.scores.indices {
            let exponential = Scalar.exp(row.scores[index] - maximum)
            row.gradient[index] = exponential
            sum += Double(exponential)
        }
        self.maximum = maximum
        self.sum = sum
        logarithmOfSum = .log(sum)
    }

    /// The log-softmax of a score of the row.
    ///
    /// In this order, as in torch: subtracting the larger number first is exact
    /// more often.
    @inline(__always)
    func logarithm(_ score: Scalar) -> Double {
        Double(score - maximum) - logarithmOfSum
    }

    /// The softmax of one score of the row, whose exponentials must still wait in its gradient.
    @inline(__always)
    func probability(_ index: Int, of row: Row<Scalar>) -> Double {
        Double(row.gradient[index]) / sum
    }

    /// Replaces the exponentials by the gradient of Σ_c v_c·(−log-softmax_c), which is softmax_c·Σv − v_c.
    ///
    /// The coefficients v are scaled already: an infinite scale times a coefficient of 0 is NaN, and what torch never
    /// multiplies must not become that. In Double, since the difference of the two is small where the fit is good.
    @inline(__always)
    func writeGradient(
        _ row: inout Row<Scalar>, coefficientSum: Double, _ coefficient: (Row<Scalar>, Int) -> Double
    ) {
        guard row.wantsGradient else { return }
        for index in row.scores.indices {
            let probability = Double(row.gradient[index]) / sum
            row.gradient[index] = Scalar(probability * coefficientSum - coefficient(row, index))
        }
    }
}
