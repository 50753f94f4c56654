// Single numbers, and the strings that stand for those that JSON has no literal for.

extension JSONReader {
    /// Reads a number, or one of the strings "NaN", "Infinity" and "-Infinity"; `nil` for another string.
    @specialized(where Number == Float)
    @specialized(where Number == Double)
    package mutating func readNumber<Number: JSONFloat>(as type: Number.Type) throws(JSONSyntaxError) -> Number? {
        if try peek() == .string { return Number(nonFinite: try readString()) }
        let number = try scanNumber()
        return Number(number, in: bytes.span)
    }

    /// Reads a number that must be whole; `nil` when it has a fraction or is too large.
    package mutating func readInteger() throws(JSONSyntaxError) -> Int? {
        skipWhitespace()
        return whole(try scanNumber())
    }

    /// Reads a number whose meaning is known later: in double precision, as a whole number if it is one, and in the type
    /// of the request's tensors.
    package mutating func readNumberInFull<Number: JSONFloat>(
        as type: Number.Type
    ) throws(JSONSyntaxError) -> (number: Double, whole: Int?, scalar: Number) {
        skipWhitespace()
        let number = try scanNumber()
        return (Double(number, in: bytes.span), whole(number), Number(number, in: bytes.span))
    }

    /// A number as an integer; `nil` when it has a fraction or is too large.
    private func whole(_ number: ScannedNumber) -> Int? {
        if number.isInteger, !number.isTruncated, number.exponent == 0 {
            // The least of all integers has a magnitude that no integer has.
            if number.isNegative, number.significand == Int.min.magnitude { return .min }
            guard let magnitude = Int(exactly: number.significand) else { return nil }
            return number.isNegative ? -magnitude : magnitude
        }
        return Int(exactly: Double(number, in: bytes.span))
    }

    /// Finds the digits of the number at the cursor and steps over it.
    mutating func scanNumber() throws(JSONSyntaxError) -> ScannedNumber {
        do {
            let number = try NumberScanner.scan(bytes.span, from: position)
            position = number.range.upperBound
            return number
        } catch {
            position = error.offset
            throw unexpected("a digit")
        }
    }
}

extension JSONFloat {
    /// The value that one of the three strings of the contract stands for.
    init?(nonFinite text: String) {
        switch text {
        case "NaN": self = .nan
        case "Infinity": self = .infinity
        case "-Infinity": self = -.infinity
        default: return nil
        }
    }
}
