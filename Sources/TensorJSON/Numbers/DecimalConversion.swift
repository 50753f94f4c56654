// Decimal to binary, correctly rounded: the algorithm of Eisel and Lemire, and the C library for what it leaves open.

import Glibc
package import PackedTensors

/// A floating-point type that JSON numbers are read as and written from.
package protocol JSONFloat: PackedFloat, LosslessStringConvertible {
    /// Bits of the significand that are stored.
    static var storedBits: Int { get }
    /// The exponent of the smallest subnormal binade, less one: the offset from power of two to stored exponent.
    static var exponentOffset: Int { get }
    /// The stored exponent of infinity.
    static var infiniteExponent: Int { get }
    /// Powers of ten below which every 64-bit significand is 0, and above which it is infinite.
    static var decimalExponents: ClosedRange<Int> { get }
    /// The largest number whose text has no exponent: from there on not every integer is one of the type.
    static var largestPlain: Self { get }
    /// The most bytes that a number is written in, a comma included.
    static var textBytes: Int { get }
    /// Stores the texts of numbers, each with what follows it, and returns where they end; there are `textBytes` for each.
    static func store(
        _ numbers: UnsafeBufferPointer<Self>, at start: UnsafeMutableRawPointer, _ brackets: inout Brackets
    ) -> UnsafeMutableRawPointer
    /// Powers of ten at which a tie between two neighbours is possible.
    static var tieExponents: ClosedRange<Int> { get }

    /// The number with these stored bits.
    init(storedSignificand: UInt64, storedExponent: Int, isNegative: Bool)
    /// The bits, as an integer that is wide enough for every type.
    var bits: UInt64 { get }
    /// The number that a decimal text stands for, by the C library.
    init(parsing text: [CChar])
    /// The magnitude nearest to `significand`, below 2^63, x 10^`exponent`, where one operation finds it; else `nil`.
    static func near(_ significand: UInt64, exponent: Int) -> Self?
}

extension JSONFloat {
    /// The name of the type in the contract.
    package static var dtypeName: String { packedDtype.rawValue }
}

extension Float: JSONFloat {
    package static let storedBits = 23
    package static let exponentOffset = -127
    package static let infiniteExponent = 0xFF
    package static let decimalExponents = -65...38
    package static let largestPlain: Float = 0x1p24
    package static let textBytes = 16
    package static let tieExponents = -17...10

    package init(storedSignificand: UInt64, storedExponent: Int, isNegative: Bool) {
        let sign: UInt32 = isNegative ? 1 << 31 : 0
        self.init(bitPattern: sign | UInt32(storedExponent) << 23 | UInt32(truncatingIfNeeded: storedSignificand))
    }

    package var bits: UInt64 { UInt64(bitPattern) }

    package init(parsing text: [CChar]) {
        self = unsafe strtof(text, nil)
    }

    @inline(__always)
    package static func near(_ significand: UInt64, exponent: Int) -> Float? {
        guard PowersOfTen.range.contains(exponent) else { return nil }
        // Three roundings: that of the integer, of the power and of the product, each by half a unit in the last place.
        let product = Double(Int64(truncatingIfNeeded: significand)) * PowersOfTen.value(exponent)
        // Neither below the smallest normal Float nor near the largest.
        let binade = product.bitPattern >> 52 &- UInt64(1023 - 126)
        // Only beside the middle of two Floats, whose lower 29 bits are 2^28, would so little lead to another Float.
        let beside = (product.bitPattern & 0x1FFF_FFFF) &- (0x1000_0000 - 4)
        return beside > 8 && binade < 253 ? Float(product) : nil
    }
}

extension Double: JSONFloat {
    package static let storedBits = 52
    package static let exponentOffset = -1023
    package static let infiniteExponent = 0x7FF
    package static let decimalExponents = -342...308
    package static let largestPlain = 0x1p53
    package static let textBytes = 26
    package static let tieExponents = -4...23

    package init(storedSignificand: UInt64, storedExponent: Int, isNegative: Bool) {
        let sign: UInt64 = isNegative ? 1 << 63 : 0
        self.init(bitPattern: sign | UInt64(storedExponent) << 52 | storedSignificand)
    }

    package var bits: UInt64 { bitPattern }

    package init(parsing text: [CChar]) {
        self = unsafe strtod(text, nil)
    }

    /// Source: Clinger, How to Read Floating Point Numbers Accurately (1990): two exact operands, one rounding.
    @inline(__always)
    package static func near(_ significand: UInt64, exponent: Int) -> Double? {
        guard significand < 1 << 53, (-22...22).contains(exponent) else { return nil }
        let whole = Double(Int64(truncatingIfNeeded: significand))
        return exponent < 0 ? whole / PowersOfTen.value(-exponent) : whole * PowersOfTen.value(exponent)
    }
}

extension JSONFloat {
    /// The value nearest to `number`, ties to even; `bytes` is the text that it was found in.
    @inline(__always)
    init(_ number: ScannedNumber, in bytes: borrowing Span<UInt8>) {
        let nearest = Self.nearest(to: number.significand, exponent: number.exponent)
        if number.isTruncated {
            // The digits that were left out matter only if one more unit in the last place leads elsewhere.
            let next = Self.nearest(to: number.significand + 1, exponent: number.exponent)
            guard nearest == next else {
                self.init(parsing: Self.shortened(number, in: bytes))
                return
            }
        }
        self.init(
            storedSignificand: nearest.significand, storedExponent: nearest.exponent, isNegative: number.isNegative)
    }

    /// The value nearest to a number that was read in words.
    @inline(__always)
    init(_ reading: NumberWords.Reading) {
        if let near = Self.near(reading.significand, exponent: reading.exponent) {
            self = reading.isNegative ? -near : near
        } else {
            self.init(slowly: reading)
        }
    }

    @inline(never)
    private init(slowly reading: NumberWords.Reading) {
        let nearest = Self.nearest(to: reading.significand, exponent: reading.exponent)
        self.init(
            storedSignificand: nearest.significand, storedExponent: nearest.exponent, isNegative: reading.isNegative)
    }

    /// The stored bits of the value nearest to `significand` x 10^`exponent`.
    ///
    /// Source: Lemire, Number Parsing at a Gigabyte per Second (2021); that the truncated 128-bit product
    /// always suffices: Mushtak and Lemire, Fast Number Parsing Without Fallback (2023).
    @inline(__always)
    private static func nearest(to decimal: UInt64, exponent: Int) -> (significand: UInt64, exponent: Int) {
        guard decimal != 0, exponent >= decimalExponents.lowerBound else { return (0, 0) }
        guard exponent <= decimalExponents.upperBound else { return (0, infiniteExponent) }
        let leadingZeros = decimal.leadingZeroBitCount
        let product = PowersOfFive.product(
            of: decimal << UInt64(leadingZeros), exponent: exponent, precision: storedBits + 3)
        let upperBit = Int(product.high >> 63)
        let shift = UInt64(upperBit + 64 - storedBits - 3)
        var significand = product.high >> shift
        // floor(exponent x log2(10)), exact in this range.
        let binaryExponent = (217_706 * exponent) >> 16 + 63
        var stored = binaryExponent + upperBit - leadingZeros - exponentOffset
        guard stored > 0 else { return subnormal(significand, stored) }
        // A tie is exact, and goes to the even neighbour instead of upwards.
        if product.low <= 1, tieExponents.contains(exponent), significand & 3 == 1,
            significand << shift == product.high
        {
            significand &= ~1
        }
        significand = (significand + significand & 1) >> 1
        if significand >= 2 << UInt64(storedBits) {
            significand = 1 << UInt64(storedBits)
            stored += 1
        }
        guard stored < infiniteExponent else { return (0, infiniteExponent) }
        return (significand & ~(1 << UInt64(storedBits)), stored)
    }

    /// The same where the exponent is too small for a normal number.
    private static func subnormal(_ normal: UInt64, _ stored: Int) -> (significand: UInt64, exponent: Int) {
        guard 1 - stored < 64 else { return (0, 0) }
        var significand = normal >> UInt64(1 - stored)
        significand = (significand + significand & 1) >> 1
        // Rounding up can reach the smallest normal number, whose hidden bit is the exponent's.
        let exponent = significand < 1 << UInt64(storedBits) ? 0 : 1
        return (significand & ~(1 << UInt64(storedBits)), exponent)
    }

    /// The number's text with at most 800 significant digits; the rest, unless it is zero, replaced by one digit.
    ///
    /// No two neighbours of a type that we read have a midpoint of more than 767 digits, so the value is the same;
    /// the bound keeps a text of a million digits from keeping the C library busy.
    private static func shortened(_ number: ScannedNumber, in bytes: borrowing Span<UInt8>) -> [CChar] {
        var text: [CChar] = number.isNegative ? [CChar(UInt8(ascii: "-"))] : []
        var digits = 0
        var dropsDigits = false
        var exponent = 0
        var afterPoint = false
        var position = number.range.lowerBound + (number.isNegative ? 1 : 0)
        while position < number.range.upperBound, bytes[position] | 0x20 != UInt8(ascii: "e") {
            let byte = bytes[position]
            position += 1
            guard byte != UInt8(ascii: ".") else {
                afterPoint = true
                continue
            }
            if digits > 0 || byte != UInt8(ascii: "0") { digits += 1 }
            if (1...800).contains(digits) { text.append(CChar(byte)) }
            if digits <= 800, afterPoint { exponent -= 1 }
            if digits > 800, !afterPoint { exponent += 1 }
            dropsDigits = dropsDigits || (digits > 800 && byte != UInt8(ascii: "0"))
        }
        if dropsDigits {
            text.append(CChar(UInt8(ascii: "1")))
            exponent -= 1
        }
        var written = 0
        if position < number.range.upperBound {
            written = explicitExponent(bytes, in: (position + 1)..<number.range.upperBound)
        }
        text.append(contentsOf: "e\(exponent + written)".utf8.map { CChar($0) })
        text.append(0)
        return text
    }

    private static func explicitExponent(_ bytes: borrowing Span<UInt8>, in range: Range<Int>) -> Int {
        var value = 0
        var isNegative = false
        for position in range {
            if bytes[position] == UInt8(ascii: "-") { isNegative = true }
            let digit = bytes[position] &- UInt8(ascii: "0")
            if digit < 10 { value = min(value * 10 + Int(digit), NumberScanner.exponentBound) }
        }
        return isNegative ? -value : value
    }
}
