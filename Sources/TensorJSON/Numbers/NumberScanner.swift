// The digits of a JSON number, found in one pass over the bytes: the hot path of every request.

/// A decimal number: `significand` x 10^`exponent`, as far as 19 digits go.
struct ScannedNumber {
    /// The first digits that are not leading zeros, 19 at most.
    var significand: UInt64 = 0
    var exponent = 0
    var isNegative = false
    /// Whether digits other than zeros were left out of `significand`.
    var isTruncated = false
    /// Where the number is in the text.
    var range = 0..<0
    /// Whether it was written without fraction and exponent.
    var isInteger = true
}

/// Reads numbers from bytes that it borrows.
struct NumberScanner {
    /// An exponent that no number of digits in a text can make up for, where counting stops.
    static let exponentBound = 1 << 50

    /// Reads the number that begins at `start`.
    ///
    /// - Throws: the offset of the byte that is not allowed where it is.
    @inline(__always)
    static func scan(_ bytes: borrowing Span<UInt8>, from start: Int) throws(UnexpectedByte) -> ScannedNumber {
        var number = ScannedNumber()
        var position = start
        let end = bytes.count
        if position < end, bytes[position] == UInt8(ascii: "-") {
            number.isNegative = true
            position += 1
        }
        let integerStart = position
        var dropped = 0
        position = scanDigits(bytes, from: position, into: &number, dropped: &dropped)
        guard position > integerStart else { throw UnexpectedByte(offset: position) }
        if bytes[integerStart] == UInt8(ascii: "0"), position > integerStart + 1 {
            throw UnexpectedByte(offset: integerStart + 1)
        }
        if position < end, bytes[position] == UInt8(ascii: ".") {
            number.isInteger = false
            let fractionStart = position + 1
            position = scanDigits(bytes, from: fractionStart, into: &number, dropped: &dropped)
            guard position > fractionStart else { throw UnexpectedByte(offset: position) }
            number.exponent = fractionStart - position
        }
        number.exponent += dropped
        if position < end, bytes[position] | 0x20 == UInt8(ascii: "e") {
            number.isInteger = false
            position = try scanExponent(bytes, from: position + 1, into: &number)
        }
        number.range = start..<position
        return number
    }

    /// Adds the digits from `start` on to the significand, and returns where they end.
    @inline(__always)
    private static func scanDigits(
        _ bytes: borrowing Span<UInt8>, from start: Int, into number: inout ScannedNumber, dropped: inout Int
    ) -> Int {
        var position = start
        let end = bytes.count
        while position < end {
            let digit = bytes[position] &- UInt8(ascii: "0")
            guard digit < 10 else { break }
            if number.significand < 1_000_000_000_000_000_000 {
                number.significand = number.significand &* 10 &+ UInt64(digit)
            } else {
                dropped += 1
                number.isTruncated = number.isTruncated || digit != 0
            }
            position += 1
        }
        return position
    }

    private static func scanExponent(
        _ bytes: borrowing Span<UInt8>, from start: Int, into number: inout ScannedNumber
    ) throws(UnexpectedByte) -> Int {
        var position = start
        var isNegative = false
        if position < bytes.count, bytes[position] == UInt8(ascii: "-") || bytes[position] == UInt8(ascii: "+") {
            isNegative = bytes[position] == UInt8(ascii: "-")
            position += 1
        }
        let digitsStart = position
        var value = 0
        while position < bytes.count {
            let digit = bytes[position] &- UInt8(ascii: "0")
            guard digit < 10 else { break }
            value = min(value * 10 + Int(digit), exponentBound)
            position += 1
        }
        guard position > digitsStart else { throw UnexpectedByte(offset: position) }
        number.exponent += isNegative ? -value : value
        return position
    }
}

/// A byte that is not allowed where it is.
struct UnexpectedByte: Error {
    let offset: Int
}
