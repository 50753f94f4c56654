// Strings: escapes, surrogate pairs, and UTF-8 that must be valid.

import Glibc

extension JSONReader {
    /// Reads a string.
    package mutating func readString() throws(JSONSyntaxError) -> String {
        try readText().text
    }

    /// Reads a string; it is plain when nothing in it is escaped.
    mutating func readText() throws(JSONSyntaxError) -> (text: String, isPlain: Bool) {
        skipWhitespace()
        guard current == UInt8(ascii: "\"") else { throw unexpected("a string") }
        let start = position
        // Nearly all are without escapes.
        let (end, isASCII) = plainEnd(from: start + 1)
        guard end < bytes.count, bytes[end] == UInt8(ascii: "\"") else {
            return (try readUnescaping(start, from: end), false)
        }
        position = end + 1
        let text = bytes.span.extracting((start + 1)..<end)
        return (isASCII ? String(copying: unsafe UTF8Span(unchecked: text)) : try string(of: text, at: start), true)
    }

    /// Where a string ends, or what is not allowed in one unescaped; and whether all before is ASCII.
    private func plainEnd(from start: Int) -> (end: Int, isASCII: Bool) {
        let bytes = self.bytes.span
        var all: UInt8 = 0
        var end = start
        while end < bytes.count {
            let byte = unsafe bytes[unchecked: end]
            guard byte >= 0x20, byte != UInt8(ascii: "\""), byte != UInt8(ascii: "\\") else { break }
            all |= byte
            end += 1
        }
        return (end, all < 0x80)
    }

    /// Reads a string that begins at `start` and is plain up to `end`.
    private mutating func readUnescaping(_ start: Int, from end: Int) throws(JSONSyntaxError) -> String {
        var text = Array(bytes[(start + 1)..<end])
        position = end
        while let byte = current {
            switch byte {
            case UInt8(ascii: "\""):
                position += 1
                return try string(of: text.span, at: start)
            case UInt8(ascii: "\\"):
                try readEscape(into: &text)
            case 0..<0x20:
                throw JSONSyntaxError("a control character in a string must be escaped", at: position)
            default:
                text.append(byte)
                position += 1
            }
        }
        throw unexpectedEnd
    }

    private func string(of text: Span<UInt8>, at start: Int) throws(JSONSyntaxError) -> String {
        guard let text = try? UTF8Span(validating: text) else {
            throw JSONSyntaxError("the string is not valid UTF-8", at: start)
        }
        return String(copying: text)
    }

    /// Reads a string of base64; `nil` when it is another.
    mutating func readBase64() throws(JSONSyntaxError) -> [UInt8]? {
        skipWhitespace()
        let bytes = self.bytes
        let first = position + 1
        if first < bytes.count, bytes[position] == UInt8(ascii: "\""),
            let length = firstQuote(bytes.span.extracting(first...)),
            let decoded = Base64.decode(bytes.span.extracting(first..<(first + length)))
        {
            position = first + length + 1
            return decoded
        }
        // With escapes, or not base64, or no string at all.
        let text = Array(try readString().utf8)
        return Base64.decode(text.span)
    }

    private func firstQuote(_ bytes: Span<UInt8>) -> Int? {
        unsafe bytes.withUnsafeBytes { buffer in
            guard let start = buffer.baseAddress, let quote = unsafe memchr(start, 0x22, buffer.count) else {
                return nil
            }
            return unsafe UnsafeRawPointer(quote) - start
        }
    }

    private mutating func readEscape(into text: inout [UInt8]) throws(JSONSyntaxError) {
        let start = position
        position += 1
        guard let kind = current else { throw unexpectedEnd }
        position += 1
        switch kind {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): text.append(kind)
        case UInt8(ascii: "b"): text.append(0x08)
        case UInt8(ascii: "f"): text.append(0x0C)
        case UInt8(ascii: "n"): text.append(0x0A)
        case UInt8(ascii: "r"): text.append(0x0D)
        case UInt8(ascii: "t"): text.append(0x09)
        case UInt8(ascii: "u"): text.append(contentsOf: String(try readUnicodeEscape(from: start)).utf8)
        default: throw JSONSyntaxError("invalid escape sequence", at: start)
        }
    }

    /// Reads what follows `\u`: four hexadecimal digits, or a surrogate pair.
    private mutating func readUnicodeEscape(from start: Int) throws(JSONSyntaxError) -> Character {
        let first = try readHexadecimal()
        if let scalar = UnicodeScalar(first) { return Character(scalar) }
        guard first < 0xDC00, current == UInt8(ascii: "\\") else { throw unpaired(start) }
        position += 1
        guard current == UInt8(ascii: "u") else { throw unpaired(start) }
        position += 1
        let second = try readHexadecimal()
        guard (0xDC00...0xDFFF).contains(second),
            let scalar = UnicodeScalar(0x10000 + (UInt32(first) - 0xD800) << 10 + (UInt32(second) - 0xDC00))
        else { throw unpaired(start) }
        return Character(scalar)
    }

    private mutating func readHexadecimal() throws(JSONSyntaxError) -> UInt16 {
        var value: UInt16 = 0
        for _ in 0..<4 {
            guard let byte = current else { throw unexpectedEnd }
            guard let digit = Character(UnicodeScalar(byte)).hexDigitValue else {
                throw unexpected("a hexadecimal digit")
            }
            value = value << 4 | UInt16(digit)
            position += 1
        }
        return value
    }

    private func unpaired(_ start: Int) -> JSONSyntaxError {
        JSONSyntaxError("an unpaired surrogate", at: start)
    }
}
