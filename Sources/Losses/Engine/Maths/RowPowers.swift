// The powers that the softmax of a row is made of, and their sums.

/// e^(score·scale − origin) of the scores of a row, in Double whatever the dtype.
struct RowPowers {
    /// The sum of the powers.
    let sum: Double
    /// The sum of the powers times their exponents, to which a power of 0 adds nothing.
    let weightedSum: Double

    /// Fills in the powers.
    ///
    /// - Parameters:
    ///   - powers: room for as many as there are scores.
    ///   - scores: the tensor.
    ///   - row: the places of the row in it.
    ///   - scale: what each score is multiplied by.
    ///   - origin: what is subtracted from that.
    ///   - degree: how exact the powers are; less than thirteen for exponents that are not positive. A constant, so that
    ///     the loop has no branches.
    @inline(always)
    init<Scalar: LossScalar>(
        _ powers: inout [Double], of scores: [Scalar], in row: Range<Int>, scale: Double, origin: Double,
        _ degree: LaneMaths.Degree
    ) {
        (sum, weightedSum) = unsafe powers.withUnsafeMutableBufferPointer { powers in
            unsafe scores.withUnsafeBufferPointer { scores in
                guard let powers = powers.baseAddress, let all = scores.baseAddress else { return (0, 0) }
                let (scores, count) = unsafe (all + row.lowerBound, row.count)
                let whole = count & ~7
                var (sum, weighted) = (LaneSum(), LaneSum())
                var (own, ownWeighted) = (Lanes(), Lanes())
                var index = 0
                while index < whole {
                    let end = min(index &+ LaneSum.blockSize, whole)
                    while index < end {
                        let exponent = unsafe Scalar.lanes(scores + index) * scale - origin
                        let power =
                            degree == .thirteen
                            ? LaneMaths.exponential(exponent, short: false) : LaneMaths.shortDecay(exponent, degree)
                        own += power
                        ownWeighted += (power * exponent).replacing(with: 0, where: power .== 0)
                        unsafe Double.store(power, powers + index)
                        index &+= 8
                    }
                    guard whole > LaneSum.blockSize else { break }
                    sum.add(own)
                    weighted.add(ownWeighted)
                    (own, ownWeighted) = (Lanes(), Lanes())
                }
                // Plain sums of a block are off by a few units in the last place; those of blocks are compensated.
                let (total, weightedTotal) =
                    whole > LaneSum.blockSize ? (sum.value, weighted.value) : (own.sum(), ownWeighted.sum())
                var (rest, restWeighted) = (0.0, 0.0)
                for index in whole..<count {
                    let exponent = unsafe Double(scores[index]) * scale - origin
                    let power = VectorMaths.exponential(exponent)
                    rest += power
                    restWeighted += power == 0 ? 0 : power * exponent
                    unsafe powers[index] = power
                }
                return (total + rest, weightedTotal + restWeighted)
            }
        }
    }
}
