// 5^q to 128 bits, and a 64-bit number times that.

/// The powers of five that decimal exponents of Float and Double need.
enum PowersOfFive {
    /// The power that the table begins with.
    private static let lowest = -342

    /// The leading bits of `normalized` x 5^`exponent`, exact in as many bits as `precision` says.
    @inline(__always)
    static func product(
        of normalized: UInt64, exponent: Int, precision: Int
    ) -> (high: UInt64, low: UInt64) {
        let index = 2 * (exponent - lowest)
        var (high, low) = normalized.multipliedFullWidth(by: words[index])
        let mask = UInt64.max >> UInt64(precision)
        // Only when all bits below the wanted ones are set can the second word carry into them.
        if high & mask == mask {
            let second = normalized.multipliedFullWidth(by: words[index + 1])
            let (sum, carry) = low.addingReportingOverflow(second.high)
            low = sum
            high += carry ? 1 : 0
        }
        return (high, low)
    }

    /// The leading 64 bits of 5^`exponent`, rounded up unless they are all there is.
    @inline(__always)
    static func roundedUp(_ exponent: Int) -> UInt64 {
        let isExact = (0...27).contains(exponent)
        return words[2 * (exponent - lowest)] &+ (isExact ? 0 : 1)
    }

    /// The leading 128 bits of 5^`exponent`, rounded up unless they are all there is.
    @inline(__always)
    static func doublyRoundedUp(_ exponent: Int) -> (high: UInt64, low: UInt64) {
        let index = 2 * (exponent - lowest)
        // The table rounds the powers from -27 to -1 up already, and all others down.
        let isRight = (-27...55).contains(exponent)
        let (low, carry) = words[index + 1].addingReportingOverflow(isRight ? 0 : 1)
        return (words[index] &+ (carry ? 1 : 0), low)
    }

    /// The powers that Floats need, by their exponent and `singleOffset`, as `roundedUp` says.
    static let singles = (-singleOffset...singleOffset).map { roundedUp($0) }
    static let singleOffset = 48
}
