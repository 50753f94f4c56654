// The hot path of reading: numbers of the usual length, eight digits at a time, into registers.

/// Reads numbers of at most 19 digits, none of them infinite, from the middle of a text; all others are `NumberScanner`'s.
///
/// The significand stays below 2^63.
enum NumberWords {
    /// How many bytes from the beginning of a number on are looked at, whatever it is.
    static let reach = 40
    /// The fewest bytes of a number that `readLong` is there for: it has fourteen or fifteen digits behind the point.
    static let shortest = 17

    private static let zeros: UInt64 = 0x3030_3030_3030_3030
    private static let highBits: UInt64 = 0x8080_8080_8080_8080

    /// What came of a number.
    struct Reading {
        var significand: UInt64 = 0
        var exponent = 0
        var isNegative = false
        /// Where it ends; 0 when it is not one that is read here.
        var end = 0
    }

    /// Reads the number at `start`, which has `reach` bytes of text before the end, and tells where it ends: at 0
    /// when it is not one that is read here.
    @inline(__always)
    static func read<Number: JSONFloat>(
        _ bytes: RawSpan, at start: Int, as type: Number.Type
    ) -> (value: Number, end: Int) {
        let isNegative = byte(bytes, start) == UInt8(ascii: "-")
        let first = start &+ (isNegative ? 1 : 0)
        let integer = UInt64(byte(bytes, first) ^ 0x30)
        // Most tensors hold numbers below 10, with a fraction and without an exponent.
        guard integer < 10, byte(bytes, first &+ 1) == UInt8(ascii: ".") else {
            return convert(readAny(bytes, first, isNegative))
        }
        // Both words are always read: how many digits there are changes from number to number, and a branch that
        // is mispredicted costs more than all of this.
        let high = word(bytes, first &+ 2) ^ zeros
        let low = word(bytes, first &+ 10) ^ zeros
        let (highEnd, lowEnd) = (digitEnd(high), digitEnd(low))
        let lowCounts: UInt64 = highEnd == 0 ? .max : 0
        let count =
            highEnd.trailingZeroBitCount >> 3 &+ (lowEnd.trailingZeroBitCount >> 3) & Int(truncatingIfNeeded: lowCounts)
        // At the left edge of sixteen digits, so that the exponent is always the same.
        let digits = sixteenDigits(high & mask(before: highEnd), low & mask(before: lowEnd) & lowCounts)
        let significand = integer &* 10_000_000_000_000_000 &+ digits.high &* 100_000_000 &+ digits.low
        let end = first &+ 2 &+ count
        guard count &- 1 < 15, count > 0, byte(bytes, end) | 0x20 != UInt8(ascii: "e") else {
            return convert(readAny(bytes, first, isNegative))
        }
        return convert(Reading(significand: significand, exponent: -16, isNegative: isNegative, end: end))
    }

    /// The same for a number below 10 of about sixteen digits behind the point, which is what becomes of a float32 that was
    /// made a Double; ends at 0 when it is another one.
    ///
    /// Where it ends is found before anything else, and by nothing but `start`: the next number waits for that.
    @inline(__always)
    static func readLong<Number: JSONFloat>(
        _ bytes: RawSpan, at start: Int, as type: Number.Type
    ) -> (value: Number, end: Int) {
        let more = digitCount(word(bytes, start &+ shortest) ^ zeros)
        let end = start &+ shortest &+ more
        let isNegative = byte(bytes, start) == UInt8(ascii: "-")
        let first = start &+ (isNegative ? 1 : 0)
        let integer = UInt64(byte(bytes, first) ^ 0x30)
        let high = word(bytes, first &+ 2) ^ zeros
        let low = word(bytes, first &+ 10) ^ zeros
        let tail = word(bytes, first &+ 18) ^ zeros
        let lowEnd = digitEnd(low)
        let lowCount = lowEnd.trailingZeroBitCount >> 3
        // Digits in the third word.
        let count = max(0, end &- first &- 18)
        let digits = sixteenDigits(high, low & mask(before: lowEnd))
        let leading = integer &* 10_000_000_000_000_000 &+ digits.high &* 100_000_000 &+ digits.low
        // All bytes up to the end are digits; and the significand stays below 2^63.
        guard integer < 10, byte(bytes, first &+ 1) == UInt8(ascii: "."), digitEnd(high) == 0,
            first &+ 10 &+ lowCount &+ count == end, more < 8, leading < limits[count],
            byte(bytes, end) | 0x20 != UInt8(ascii: "e")
        else { return (0, 0) }
        return convert(
            Reading(
                significand: leading &* PowersOfTen.whole(count) &+ value(tail, count: count), exponent: -16 &- count,
                isNegative: isNegative, end: end))
    }

    /// The number that a reading stands for; for each way to one on its own, since some have an exponent that is known.
    @inline(__always)
    private static func convert<Number: JSONFloat>(_ reading: Reading) -> (value: Number, end: Int) {
        (Number(reading), reading.end)
    }

    /// What a number must be less than for so many digits to be appended without reaching 2^63: 9 x 10^(18 − count).
    private static let limits: InlineArray<8, UInt64> = [
        9_000_000_000_000_000_000, 900_000_000_000_000_000, 90_000_000_000_000_000, 9_000_000_000_000_000,
        900_000_000_000_000, 90_000_000_000_000, 9_000_000_000_000, 900_000_000_000,
    ]

    /// Reads the number whose digits begin at `first`.
    @inline(never)
    private static func readAny(_ bytes: RawSpan, _ first: Int, _ isNegative: Bool) -> Reading {
        var reading = Reading()
        reading.isNegative = isNegative
        let head = word(bytes, first) ^ zeros
        let integerDigits = digitCount(head)
        // Eight digits and more, none, or a leading zero.
        guard integerDigits & 7 != 0, integerDigits == 1 || head & 0xFF != 0 else { return reading }
        reading.significand = value(head, count: integerDigits)
        var position = first &+ integerDigits
        if byte(bytes, position) == UInt8(ascii: ".") {
            let high = word(bytes, position &+ 1) ^ zeros
            let low = word(bytes, position &+ 9) ^ zeros
            let highCount = digitCount(high)
            let lowCount = highCount < 8 ? 0 : digitCount(low)
            guard highCount > 0, integerDigits &+ highCount &+ lowCount <= 18 else { return reading }
            reading.significand = reading.significand &* PowersOfTen.whole(highCount) &+ value(high, count: highCount)
            reading.significand = reading.significand &* PowersOfTen.whole(lowCount) &+ value(low, count: lowCount)
            let tail = word(bytes, position &+ 17) ^ zeros
            let tailCount = lowCount < 8 ? 0 : digitCount(tail)
            guard tailCount < 8, reading.significand < limits[tailCount] else { return reading }
            reading.significand = reading.significand &* PowersOfTen.whole(tailCount) &+ value(tail, count: tailCount)
            let count = highCount &+ lowCount &+ tailCount
            reading.exponent = 0 &- count
            position &+= 1 &+ count
        }
        if byte(bytes, position) | 0x20 == UInt8(ascii: "e") {
            let sign = byte(bytes, position &+ 1)
            let isSmall = sign == UInt8(ascii: "-")
            position &+= isSmall || sign == UInt8(ascii: "+") ? 2 : 1
            let tail = word(bytes, position) ^ zeros
            let count = digitCount(tail)
            guard (1...4).contains(count) else { return reading }
            let exponent = Int(truncatingIfNeeded: value(tail, count: count))
            reading.exponent &+= isSmall ? 0 &- exponent : exponent
            // Above this, 19 digits can be too large for a Float, which is not read here.
            guard reading.exponent <= 19 else { return reading }
            position &+= count
        }
        reading.end = position
        return reading
    }

    /// The lowest bit that is set is the highest of the first byte that is no digit, in a word from which the digit
    /// zero was taken away; 0 when all are digits.
    @inline(__always)
    private static func digitEnd(_ word: UInt64) -> UInt64 {
        (word &+ 0x7676_7676_7676_7676 | word) & highBits
    }

    /// All bits of the bytes before the end of the digits.
    @inline(__always)
    private static func mask(before end: UInt64) -> UInt64 {
        (end & (0 &- end)) >> 7 &- 1
    }

    /// The numbers that twice eight digits make: pairs, fours and eights in turn.
    @inline(__always)
    private static func sixteenDigits(_ high: UInt64, _ low: UInt64) -> (high: UInt64, low: UInt64) {
        let ones = unsafe unsafeBitCast(SIMD2(high, low), to: SIMD8<UInt16>.self)
        let pairs = unsafe unsafeBitCast((ones & 0xFF) &* 10 &+ (ones &>> 8), to: SIMD4<UInt32>.self)
        let fours = unsafe unsafeBitCast((pairs & 0xFFFF) &* 100 &+ (pairs &>> 16), to: SIMD2<UInt64>.self)
        let eights = (fours & 0xFFFF_FFFF) &* 10_000 &+ (fours &>> 32)
        return (eights.x, eights.y)
    }

    /// How many bytes at the beginning of a word, from which the digit zero was taken away, are digits.
    @inline(__always)
    private static func digitCount(_ word: UInt64) -> Int {
        digitEnd(word).trailingZeroBitCount >> 3
    }

    /// The number of the first `count` digits, 0 to 8.
    @inline(__always)
    private static func value(_ word: UInt64, count: Int) -> UInt64 {
        // In two steps, since none of a word are left by one shift of 64 bits.
        let half = UInt64(truncatingIfNeeded: 32 &- 4 &* count)
        return eightDigits((word &<< half) &<< half)
    }

    /// The number that eight digits make, the first in the lowest byte: pairs, fours and eights in turn.
    ///
    /// Source: Lemire, Quickly parsing eight digits (2018).
    @inline(__always)
    private static func eightDigits(_ word: UInt64) -> UInt64 {
        let pairs = (word &* 10 &+ word >> 8) & 0x00FF_00FF_00FF_00FF
        let low = (pairs & 0x0000_00FF_0000_00FF) &* 0x000F_4240_0000_0064
        let high = (pairs >> 16 & 0x0000_00FF_0000_00FF) &* 0x0000_2710_0000_0001
        return (low &+ high) >> 32
    }

    @inline(__always)
    private static func byte(_ bytes: RawSpan, _ position: Int) -> UInt8 {
        unsafe bytes.unsafeLoad(fromUncheckedByteOffset: position, as: UInt8.self)
    }

    @inline(__always)
    private static func word(_ bytes: RawSpan, _ position: Int) -> UInt64 {
        unsafe bytes.unsafeLoadUnaligned(fromUncheckedByteOffset: position, as: UInt64.self)
    }
}
