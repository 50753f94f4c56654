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
                guard count >= 8 else { return unsafe Self.few(powers, scores, count, scale, origin) }
                let whole = count & ~7
                var (sum, weighted) = (LaneSum(), LaneSum())
                var (own, ownWeighted) = (Lanes(), Lanes())
                var index = 0
                while index < whole {
                    let end = min(index &+ LaneSum.blockSize, whole)
                    while index < end {
                        let (power, product) = unsafe Self.eight(
                            powers + index, scores + index, scale, origin, degree)
                        own += power
                        ownWeighted += product
                        index &+= 8
                    }
                    guard whole > LaneSum.blockSize else { break }
                    sum.add(own)
                    weighted.add(ownWeighted)
                    (own, ownWeighted) = (Lanes(), Lanes())
                }
                if whole < count {
                    // The last eight, some of which have been added.
                    let place = count &- 8
                    let isNew = Lanes.places .>= Double(whole &- place)
                    let (power, product) = unsafe Self.eight(powers + place, scores + place, scale, origin, degree)
                    own += power.kept(isNew)
                    ownWeighted += product.kept(isNew)
                }
                // Plain sums of a block are off by a few units in the last place; those of blocks are compensated.
                guard whole > LaneSum.blockSize else { return (own.sum(), ownWeighted.sum()) }
                sum.add(own)
                weighted.add(ownWeighted)
                return (sum.value, weighted.value)
            }
        }
    }

    /// Stores eight powers, and returns them and their products with their exponents.
    @inline(always)
    private static func eight<Scalar: LossScalar>(
        _ powers: UnsafeMutablePointer<Double>, _ scores: UnsafePointer<Scalar>, _ scale: Double, _ origin: Double,
        _ degree: LaneMaths.Degree
    ) -> (power: Lanes, product: Lanes) {
        let exponent = unsafe Scalar.lanes(scores) * scale - origin
        let power =
            degree == .thirteen
            ? LaneMaths.exponential(exponent, short: false) : LaneMaths.shortDecay(exponent, degree)
        unsafe Double.store(power, powers)
        return (power, (power * exponent).replacing(with: 0, where: power .== 0))
    }

    /// The sums of fewer than eight.
    @inline(always)
    private static func few<Scalar: LossScalar>(
        _ powers: UnsafeMutablePointer<Double>, _ scores: UnsafePointer<Scalar>, _ count: Int, _ scale: Double,
        _ origin: Double
    ) -> (sum: Double, weightedSum: Double) {
        var (sum, weighted) = (0.0, 0.0)
        for index in 0..<count {
            let exponent = unsafe Double(scores[index]) * scale - origin
            let power = VectorMaths.exponential(exponent)
            sum += power
            weighted += power == 0 ? 0 : power * exponent
            unsafe powers[index] = power
        }
        return (sum, weighted)
    }
}
