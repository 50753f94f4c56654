// The hot path of writing: a number's text, stored eight bytes at a time.

/// Writes numbers as the shortest JSON that reads back to them, and that no reader takes for an integer.
enum NumberText {
    /// How far behind the text of a number may be written.
    static let overrun = 24

    /// Stores the texts of the numbers, each with what follows it, and returns where they end.
    @inline(__always)
    static func store<Number: JSONFloat>(
        _ numbers: UnsafeBufferPointer<Number>, at start: UnsafeMutableRawPointer, _ brackets: inout Brackets
    ) -> UnsafeMutableRawPointer {
        var end = unsafe start
        for index in numbers.indices {
            unsafe end = store(numbers[index], at: end)
            unsafe end = brackets.follow(at: end)
        }
        return unsafe end
    }

    /// Stores the text of `number` from `start` on, and returns where it ends.
    ///
    /// Plain from 0.0001 up to where not every integer is a number of the type, with an exponent beyond.
    @inline(__always)
    static func store<Number: JSONFloat>(_ number: Number, at start: UnsafeMutableRawPointer) -> UnsafeMutableRawPointer
    {
        let magnitude = number.magnitude
        guard magnitude.isFinite, magnitude != 0 else { return unsafe storeWords(number, at: start) }
        unsafe start.storeBytes(of: UInt8(ascii: "-"), as: UInt8.self)
        let target = unsafe start + (number.sign == .minus ? 1 : 0)
        let digits = Digits(ShortestDecimal(number), as: Number.self)
        if digits.point == 0 {
            return unsafe storeOnes(digits, at: target, wholeBytes: 3)
        } else if digits.point < 0, digits.point >= -4 {
            return unsafe storeFraction(digits, at: target)
        } else if digits.point > 0, magnitude <= Number.largestPlain {
            return unsafe storePlain(digits, at: target)
        }
        return unsafe storeExponential(digits, at: target)
    }

    /// Stores the text of a Float that is not of the usual kind.
    @inline(never)
    static func storeUnusual(_ number: Float, at start: UnsafeMutableRawPointer) -> UnsafeMutableRawPointer {
        unsafe store(number, at: start)
    }

    /// Digits of a number, as text.
    struct Digits {
        /// The first, and up to 16 more.
        let first: UInt8
        let tail: (UInt64, UInt64)
        /// How many digits of the tail there are before nothing but zeros.
        let count: Int
        /// How many digits are before the point, less one.
        let point: Int

        @inline(__always)
        init<Number: JSONFloat>(_ decimal: ShortestDecimal, as type: Number.Type) {
            let length = NumberText.length(decimal.significand)
            point = decimal.exponent &+ length &- 1
            if Number.self == Float.self {
                let padded = decimal.significand &* PowersOfTen.whole(9 &- length)
                first = UInt8(truncatingIfNeeded: padded / 100_000_000) &+ UInt8(ascii: "0")
                let digits = NumberText.eightDigits(padded % 100_000_000)
                tail = (digits | NumberText.zeros, NumberText.zeros)
                count = 8 &- digits.leadingZeroBitCount >> 3
            } else {
                let padded = decimal.significand &* PowersOfTen.whole(17 &- length)
                first = UInt8(truncatingIfNeeded: padded / 10_000_000_000_000_000) &+ UInt8(ascii: "0")
                let rest = padded % 10_000_000_000_000_000
                let high = NumberText.eightDigits(rest / 100_000_000)
                let low = NumberText.eightDigits(rest % 100_000_000)
                tail = (high | NumberText.zeros, low | NumberText.zeros)
                count = low == 0 ? 8 &- high.leadingZeroBitCount >> 3 : 16 &- low.leadingZeroBitCount >> 3
            }
        }
    }

    /// As in 1.234; of a whole number stay so many bytes: 1 of them is "2", 3 are "2.0".
    @inline(__always)
    private static func storeOnes(
        _ digits: Digits, at target: UnsafeMutableRawPointer, wholeBytes: Int
    ) -> UnsafeMutableRawPointer {
        unsafe target.storeBytes(of: UInt16(digits.first) | 0x2E00, as: UInt16.self)
        unsafe target.storeBytes(of: digits.tail.0, toByteOffset: 2, as: UInt64.self)
        unsafe target.storeBytes(of: digits.tail.1, toByteOffset: 10, as: UInt64.self)
        return unsafe target + (digits.count == 0 ? wholeBytes : 2 &+ digits.count)
    }

    /// As in 0.001234.
    @inline(__always)
    private static func storeFraction(_ digits: Digits, at target: UnsafeMutableRawPointer) -> UnsafeMutableRawPointer {
        // "0.000000"
        unsafe target.storeBytes(of: 0x3030_3030_3030_2E30, as: UInt64.self)
        let start = unsafe target + (1 &- digits.point)
        unsafe start.storeBytes(of: digits.first, as: UInt8.self)
        unsafe start.storeBytes(of: digits.tail.0, toByteOffset: 1, as: UInt64.self)
        unsafe start.storeBytes(of: digits.tail.1, toByteOffset: 9, as: UInt64.self)
        return unsafe start + (1 &+ digits.count)
    }

    /// As in 123.4, or 120.0.
    @inline(__always)
    private static func storePlain(_ digits: Digits, at target: UnsafeMutableRawPointer) -> UnsafeMutableRawPointer {
        unsafe target.storeBytes(of: digits.first, as: UInt8.self)
        unsafe target.storeBytes(of: digits.tail.0, toByteOffset: 1, as: UInt64.self)
        unsafe target.storeBytes(of: digits.tail.1, toByteOffset: 9, as: UInt64.self)
        let whole = unsafe target + (1 &+ digits.point)
        guard digits.count > digits.point else {
            unsafe whole.storeBytes(of: 0x302E, as: UInt16.self)
            return unsafe whole + 2
        }
        // What follows the point moves on by one.
        let shift = UInt64(truncatingIfNeeded: 8 &* (digits.point & 7))
        let (low, high) = digits.point < 8 ? digits.tail : (digits.tail.1, 0)
        let moved = shift == 0 ? low : low &>> shift | high &<< (64 &- shift)
        unsafe whole.storeBytes(of: UInt8(ascii: "."), as: UInt8.self)
        unsafe whole.storeBytes(of: moved, toByteOffset: 1, as: UInt64.self)
        unsafe whole.storeBytes(of: high &>> shift, toByteOffset: 9, as: UInt64.self)
        return unsafe whole + (1 &+ digits.count &- digits.point)
    }

    /// As in 1.234e-5.
    @inline(__always)
    private static func storeExponential(
        _ digits: Digits, at target: UnsafeMutableRawPointer
    ) -> UnsafeMutableRawPointer {
        var end = unsafe storeOnes(digits, at: target, wholeBytes: 1)
        let magnitude = digits.point.magnitude
        unsafe end.storeBytes(of: 0x2D65, as: UInt16.self)
        unsafe end += digits.point < 0 ? 2 : 1
        let hundreds = magnitude / 100
        let (tens, ones) = (magnitude / 10 % 10, magnitude % 10)
        if hundreds > 0 {
            unsafe end.storeBytes(of: digit(hundreds), as: UInt8.self)
            unsafe end += 1
        }
        if magnitude >= 10 {
            unsafe end.storeBytes(of: digit(tens), as: UInt8.self)
            unsafe end += 1
        }
        unsafe end.storeBytes(of: digit(ones), as: UInt8.self)
        return unsafe end + 1
    }

    /// Zero, and the strings for what is not finite.
    @inline(never)
    private static func storeWords<Number: JSONFloat>(
        _ number: Number, at start: UnsafeMutableRawPointer
    ) -> UnsafeMutableRawPointer {
        let text: StaticString =
            number.isNaN
            ? #""NaN""#
            : number == 0
                ? (number.sign == .minus ? "-0.0" : "0.0") : number > 0 ? #""Infinity""# : #""-Infinity""#
        unsafe start.copyMemory(from: text.utf8Start, byteCount: text.utf8CodeUnitCount)
        return unsafe start + text.utf8CodeUnitCount
    }

    private static func digit(_ value: UInt) -> UInt8 {
        UInt8(truncatingIfNeeded: value) &+ UInt8(ascii: "0")
    }
}

// Digits.
extension NumberText {
    fileprivate static let zeros: UInt64 = 0x3030_3030_3030_3030

    /// The digits of a number below 10^8, the first in the lowest byte: fours, pairs and single ones in turn.
    @inline(__always)
    fileprivate static func eightDigits(_ value: UInt64) -> UInt64 {
        let high = value / 10_000
        return digits(ofFours: high | (value &- high &* 10_000) << 32)
    }

    /// The digits of two numbers of four, the first in the lower half.
    @inline(__always)
    static func digits(ofFours fours: UInt64) -> UInt64 {
        // By 5243 >> 19 as by 100, and by 103 >> 10 as by 10.
        let hundreds = (fours &* 5_243) &>> 19 & 0x0000_007F_0000_007F
        let pairs = hundreds | (fours &- hundreds &* 100) &<< 16
        let tens = (pairs &* 103) &>> 10 & 0x000F_000F_000F_000F
        return tens | (pairs &- tens &* 10) &<< 8
    }

    /// How many digits a number of at most 17 has, which is not 0.
    @inline(__always)
    fileprivate static func length(_ value: UInt64) -> Int {
        // The number of bits x log10(2), which is at most one too few.
        let estimate = ((64 &- value.leadingZeroBitCount) &* 1_233) >> 12
        return estimate &+ (value >= PowersOfTen.whole(estimate) ? 1 : 0)
    }
}
