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
}
