// Numbers as the shortest text that reads back to the same value.

extension JSONWriter {
    /// Writes a number, or the string that stands for one that is not finite.
    package mutating func number<Number: JSONFloat>(_ value: Number) {
        self.value { $0.append(shortest: value) }
    }
}

extension [UInt8] {
    /// Appends the shortest decimal text that reads back to `value`.
    ///
    /// The digits are the standard library's, which finds the shortest and, among those, the nearest
    /// (Gibbons, Haberman, Adams: SwiftDtoa); here they lose what JSON can spare: ".0", "+", and zeros that lead
    /// an exponent. Minus zero keeps its fraction, since readers that take "-0" for an integer would lose the sign.
    @inline(__always)
    mutating func append<Number: JSONFloat>(shortest value: Number) {
        guard value.isFinite else {
            return append(contentsOf: (value.isNaN ? #""NaN""# : value > 0 ? #""Infinity""# : #""-Infinity""#).utf8)
        }
        guard value != 0 else {
            return append(contentsOf: (value.sign == .minus ? "-0.0" : "0").utf8)
        }
        var exponent: Int?
        for byte in value.description.utf8 {
            switch byte {
            case UInt8(ascii: "+"): continue
            case UInt8(ascii: "0") where exponent == count: continue
            case UInt8(ascii: "e"):
                removeEmptyFraction()
                append(byte)
                exponent = count
            case UInt8(ascii: "-"):
                append(byte)
                if exponent != nil { exponent = count }
            default: append(byte)
            }
        }
        if exponent == nil { removeEmptyFraction() }
    }

    private mutating func removeEmptyFraction() {
        if count >= 2, self[count - 1] == UInt8(ascii: "0"), self[count - 2] == UInt8(ascii: ".") {
            removeLast(2)
        }
    }
}
