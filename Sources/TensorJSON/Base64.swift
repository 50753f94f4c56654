// Base64 as in RFC 4648, section 4: strict alphabet, padding required, unused bits zero.

/// Packed bytes as text.
enum Base64 {
    private static let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)

    /// The value of each byte of the alphabet; 255 for all other bytes.
    private static let values: [UInt8] = {
        var values = [UInt8](repeating: 255, count: 256)
        for (value, byte) in alphabet.enumerated() { values[Int(byte)] = UInt8(value) }
        return values
    }()

    /// The bytes that `text` stands for; `nil` when it is not base64.
    static func decode(_ text: [UInt8]) -> [UInt8]? {
        guard text.count % 4 == 0 else { return nil }
        guard !text.isEmpty else { return [] }
        let padding = text.suffix(2).reversed().prefix { $0 == UInt8(ascii: "=") }.count
        let table = values
        let digits = table.span
        let span = text.span
        var bytes: [UInt8] = []
        bytes.reserveCapacity(text.count / 4 * 3)
        var seen: UInt8 = 0
        let whole = padding == 0 ? text.count : text.count - 4
        for start in stride(from: 0, to: whole, by: 4) {
            let a = digits[Int(span[start])]
            let b = digits[Int(span[start + 1])]
            let c = digits[Int(span[start + 2])]
            let d = digits[Int(span[start + 3])]
            seen |= a | b | c | d
            bytes.append(a << 2 | b >> 4)
            bytes.append(b << 4 | c >> 2)
            bytes.append(c << 6 | d)
        }
        guard seen < 64 else { return nil }
        guard padding > 0 else { return bytes }
        return appendPadded(text.suffix(4).map { digits[Int($0)] }, padding, to: bytes)
    }

    /// Adds the one or two bytes of the last, padded group.
    private static func appendPadded(_ last: [UInt8], _ padding: Int, to bytes: [UInt8]) -> [UInt8]? {
        let (a, b, c) = (last[0], last[1], padding == 1 ? last[2] : 0)
        guard a | b | c < 64 else { return nil }
        // RFC 4648 §3.5: the bits that no byte takes are zero.
        guard padding == 1 ? c & 3 == 0 : b & 15 == 0 else { return nil }
        let first = a << 2 | b >> 4
        return bytes + (padding == 1 ? [first, b << 4 | c >> 2] : [first])
    }

    /// Appends the text of `bytes` to `text`.
    static func encode(_ bytes: [UInt8], into text: inout [UInt8]) {
        text.reserveCapacity(text.count + (bytes.count + 2) / 3 * 4)
        let letters = alphabet
        let digits = letters.span
        let span = bytes.span
        let whole = bytes.count / 3 * 3
        for start in stride(from: 0, to: whole, by: 3) {
            let (a, b, c) = (span[start], span[start + 1], span[start + 2])
            text.append(digits[Int(a >> 2)])
            text.append(digits[Int(a << 4 & 0x30 | b >> 4)])
            text.append(digits[Int(b << 2 & 0x3C | c >> 6)])
            text.append(digits[Int(c & 0x3F)])
        }
        guard whole < bytes.count else { return }
        let a = span[whole]
        let b = whole + 1 < bytes.count ? span[whole + 1] : 0
        text.append(digits[Int(a >> 2)])
        text.append(digits[Int(a << 4 & 0x30 | b >> 4)])
        text.append(whole + 1 < bytes.count ? digits[Int(b << 2 & 0x3C)] : UInt8(ascii: "="))
        text.append(UInt8(ascii: "="))
    }
}
