// Binary to decimal: the shortest digits that read back to the same number, and among those the nearest.

/// `significand` x 10^`exponent`; the significand may end in zeros.
struct ShortestDecimal {
    var significand: UInt64
    var exponent: Int

    /// The digits of a finite number that is not zero, whatever its sign.
    ///
    /// Source: Giulietti, The Schubfach way to render doubles (2020).
    @inline(__always)
    init<Number: JSONFloat>(_ number: Number) {
        let hidden: UInt64 = 1 << UInt64(Number.storedBits)
        let stored = number.bits & (hidden - 1)
        let storedExponent = Int(truncatingIfNeeded: number.bits >> UInt64(Number.storedBits)) & Number.infiniteExponent
        let bias = Number.storedBits - Number.exponentOffset
        let whole = storedExponent == 0 ? stored : stored | hidden
        let power = (storedExponent == 0 ? 1 : storedExponent) &- bias
        // Integers that are exact need no search.
        if (-Number.storedBits...0).contains(power), storedExponent != 0 {
            let shift = UInt64(truncatingIfNeeded: 0 &- power)
            if whole & ((1 &<< shift) &- 1) == 0 {
                self.init(significand: whole &>> shift, exponent: 0)
                return
            }
        }
        self.init(whole, power, isAtPowerOfTwo: stored == 0 && storedExponent > 1, as: Number.self)
    }

    private init(significand: UInt64, exponent: Int) {
        self.significand = significand
        self.exponent = exponent
    }

    /// The shortest decimal that rounds to `whole` x 2^`power`; `isAtPowerOfTwo` says that the neighbour below is nearer
    /// than the one above.
    @inline(__always)
    private init<Number: JSONFloat>(_ whole: UInt64, _ power: Int, isAtPowerOfTwo: Bool, as type: Number.Type) {
        // floor(log10(2^power)), or of 3/4 of that; and floor(log2(10^-exponent)): exact in this range.
        let exponent = (power &* 1_262_611 &- (isAtPowerOfTwo ? 524_031 : 0)) >> 22
        let shift = UInt64(truncatingIfNeeded: power &+ ((0 &- exponent) &* 1_741_647) >> 19 &+ 1)
        let scale = Scale<Number>(exponent: 0 &- exponent)
        let excluded: UInt64 = whole & 1
        // The middle, and the two ends of the interval that rounds to the number, in quarters of a unit.
        let middle = scale.product((4 &* whole) &<< shift)
        let lower = scale.product((4 &* whole &- (isAtPowerOfTwo ? 1 : 2)) &<< shift) &+ excluded
        let upper = scale.product((4 &* whole &+ 2) &<< shift) &- excluded
        let floor = middle >> 2
        if floor >= 10 {
            let tens = floor / 10
            let isBelowInside = lower <= 40 &* tens
            let isAboveInside = 40 &* tens &+ 40 <= upper
            if isBelowInside != isAboveInside {
                self.init(significand: tens &+ (isAboveInside ? 1 : 0), exponent: exponent &+ 1)
                return
            }
        }
        let isBelowInside = lower <= 4 &* floor
        let isAboveInside = 4 &* floor &+ 4 <= upper
        let half = 4 &* floor &+ 2
        let isNearerAbove = middle > half || (middle == half && floor & 1 == 1)
        let roundsUp = isBelowInside == isAboveInside ? isNearerAbove : isAboveInside
        self.init(significand: floor &+ (roundsUp ? 1 : 0), exponent: exponent)
    }

    /// A power of ten, normalised and rounded up, to as many bits as a type needs.
    private struct Scale<Number: JSONFloat> {
        let high: UInt64
        let low: UInt64

        @inline(__always)
        init(exponent: Int) {
            if Number.self == Float.self {
                high = PowersOfFive.roundedUp(exponent)
                low = 0
            } else {
                (high, low) = PowersOfFive.doublyRoundedUp(exponent)
            }
        }

        /// The leading bits of the product, the last one set where bits below it are.
        @inline(__always)
        func product(_ factor: UInt64) -> UInt64 {
            let upper = high.multipliedFullWidth(by: factor)
            if Number.self == Float.self {
                let rest = UInt32(truncatingIfNeeded: upper.low >> 32)
                return UInt64(UInt32(truncatingIfNeeded: upper.high)) | (rest > 1 ? 1 : 0)
            }
            let lower = low.multipliedFullWidth(by: factor).high
            let (rest, carry) = upper.low.addingReportingOverflow(lower)
            return (upper.high &+ (carry ? 1 : 0)) | (rest > 1 ? 1 : 0)
        }
    }
}
