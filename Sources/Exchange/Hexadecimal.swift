// Numbers in hexadecimal digits, as identifiers and digests are written.

/// Lowercase hexadecimal digits.
package enum Hexadecimal {
    /// Appends all digits of a number, zeros before it included: two for each byte.
    package static func append(_ number: some FixedWidthInteger & UnsignedInteger, to bytes: inout [UInt8]) {
        for shift in stride(from: number.bitWidth - 4, through: 0, by: -4) {
            let digit = UInt8(truncatingIfNeeded: number >> shift) & 0xF
            bytes.append(digit < 10 ? UInt8(ascii: "0") + digit : UInt8(ascii: "a") - 10 + digit)
        }
    }

    /// The digits of some numbers, one after another.
    package static func text(_ numbers: some Sequence<some FixedWidthInteger & UnsignedInteger>) -> String {
        var bytes: [UInt8] = []
        for number in numbers { append(number, to: &bytes) }
        return String(decoding: bytes, as: UTF8.self)
    }
}
