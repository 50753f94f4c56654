// The shortest digits of many Floats at once: what a large answer spends its time on.

/// Floats as nine decimal digits and an exponent each.
///
/// The algorithm is that of `ShortestDecimal`, where it is explained; here in loops without branches and with products
/// of 32 bits, which compilers turn into vector instructions.
@safe struct FloatDigits {
    /// How many are worked on together.
    static let count = 64

    /// The first digit of each, as a number.
    let first: UnsafeMutablePointer<UInt32>
    /// The other eight, as numbers, the first in the lowest byte.
    let tail: UnsafeMutablePointer<UInt64>
    /// How many digits are before the point, less one.
    let point: UnsafeMutablePointer<Int32>
    private let scales: UnsafeMutablePointer<UInt64>

    /// Calls `body` with room for digits.
    @inline(__always)
    static func withRoom(_ body: (FloatDigits) -> Void) {
        unsafe withUnsafeTemporaryAllocation(of: UInt32.self, capacity: 2 * count) { narrow in
            unsafe withUnsafeTemporaryAllocation(of: UInt64.self, capacity: 2 * count) { wide in
                guard let narrow = narrow.baseAddress, let wide = wide.baseAddress else { return }
                unsafe (narrow + count).withMemoryRebound(to: Int32.self, capacity: count) { point in
                    unsafe body(FloatDigits(first: narrow, tail: wide, point: point, scales: wide + count))
                }
            }
        }
    }

    /// Finds the digits of some Floats, `count` at most; what comes of those that are not normal means nothing.
    func find(_ numbers: UnsafePointer<Float>, _ count: Int) {
        let powers = PowersOfFive.singles
        for index in 0..<count {
            let exponent = Self.exponent(unsafe numbers[index].bitPattern)
            unsafe point[index] = exponent
            unsafe scales[index] = powers.span[unchecked: Int(0 &- exponent) &+ PowersOfFive.singleOffset]
        }
        for index in 0..<count {
            let bits = unsafe numbers[index].bitPattern
            let (significand, last) = unsafe Self.shortest(bits, point[index], scales[index])
            unsafe first[index] = significand
            unsafe point[index] = last &+ 8
        }
        for index in 0..<count {
            // Divisions by 10^8 and 10^4 as products, exact below 10^9.
            let significand = unsafe first[index]
            let leading = Self.upperHalf(UInt64(significand) &* 1_441_151_881) &>> 25
            let rest = significand &- leading &* 100_000_000
            let high = Self.upperHalf(UInt64(rest) &* 3_518_437_209) &>> 13
            unsafe first[index] = leading
            unsafe tail[index] = UInt64(high) | UInt64(rest &- high &* 10_000) &<< 32
        }
        for index in 0..<count { unsafe tail[index] = NumberText.digits(ofFours: tail[index]) }
    }

    /// Whether the number below a Float is nearer than the one above.
    @inline(__always)
    private static func isAtPowerOfTwo(_ bits: UInt32) -> Bool {
        bits & 0x7F_FFFF == 0
    }

    @inline(__always)
    private static func power(_ bits: UInt32) -> Int32 {
        Int32(truncatingIfNeeded: bits &>> 23 & 0xFF) &- 150
    }

    @inline(__always)
    private static func exponent(_ bits: UInt32) -> Int32 {
        (power(bits) &* 1_262_611 &- (isAtPowerOfTwo(bits) ? 524_031 : 0)) &>> 22
    }

    @inline(__always)
    private static func shortest(_ bits: UInt32, _ exponent: Int32, _ scale: UInt64) -> (UInt32, Int32) {
        let shift = UInt32(truncatingIfNeeded: power(bits) &+ ((0 &- exponent) &* 1_741_647) &>> 19 &+ 1)
        let whole = (bits & 0x7F_FFFF | 0x80_0000) &<< 2
        let excluded = bits & 1
        let middle = product(scale, whole &<< shift)
        let lower = product(scale, (whole &- (isAtPowerOfTwo(bits) ? 1 : 2)) &<< shift) &+ excluded
        let upper = product(scale, (whole &+ 2) &<< shift) &- excluded
        let floor = middle &>> 2
        let quarters = middle & ~3
        let tens = upperHalf(UInt64(floor) &* 0xCCCC_CCCD) &>> 3
        let fortyTens = tens &* 40

        let isAboveTen: UInt32 = fortyTens &+ 40 <= upper ? 1 : 0
        let isBelowTen: UInt32 = lower <= fortyTens ? 1 : 0
        let isAboveOne: UInt32 = quarters &+ 4 <= upper ? 1 : 0
        let isBelowOne: UInt32 = lower <= quarters ? 1 : 0
        // Beyond the half, or on it with an odd number.
        let isNearer: UInt32 = middle &+ (floor & 1) > quarters &+ 2 ? 1 : 0
        let roundsUp = isBelowOne != isAboveOne ? isAboveOne : isNearer
        let isShorter = isBelowTen != isAboveTen
        var significand = isShorter ? tens &+ isAboveTen : floor &+ roundsUp
        var last = exponent &+ (isShorter ? 1 : 0)
        // There are six to nine digits now; nine they become.
        let isSeven = significand < 10_000_000
        significand = isSeven ? significand &* 100 : significand
        last = last &- (isSeven ? 2 : 0)
        let isEight = significand < 100_000_000
        significand = isEight ? significand &* 10 : significand
        last = last &- (isEight ? 1 : 0)
        return (significand, last)
    }

    /// Bits 64 to 95 of the product, the last one set where bits below it are.
    @inline(__always)
    private static func product(_ scale: UInt64, _ factor: UInt32) -> UInt32 {
        let sum = (scale &>> 32) &* UInt64(factor) &+ ((scale & 0xFFFF_FFFF) &* UInt64(factor)) &>> 32
        return upperHalf(sum) | (UInt32(truncatingIfNeeded: sum) > 1 ? 1 : 0)
    }

    @inline(__always)
    private static func upperHalf(_ number: UInt64) -> UInt32 {
        UInt32(truncatingIfNeeded: number &>> 32)
    }
}
