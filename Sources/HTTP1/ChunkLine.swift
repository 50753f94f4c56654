// The line before a chunk: its size and extensions, exactly as RFC 9112 §7.1 has them.

/// Reads the lines before chunks.
enum ChunkLine {
    /// The size that a line states; its extensions are checked and dropped.
    ///
    ///     chunk-size *( BWS ";" BWS token [ BWS "=" BWS ( token / quoted-string ) ] )
    ///
    /// - Throws: 400.
    static func size(_ line: ArraySlice<UInt8>) throws(RequestFailure) -> Int {
        var (size, digits) = (0, 0)
        for byte in line {
            guard let digit = Character(UnicodeScalar(byte)).hexDigitValue else { break }
            // 15 digits are beyond any body, and do not overflow.
            guard digits < 15 else { throw RequestFailure(400, "a chunk size has more than 15 digits") }
            size = size << 4 | digit
            digits += 1
        }
        guard digits > 0 else { throw RequestFailure(400, "a chunk size is not a hexadecimal number") }
        guard areExtensions(line.dropFirst(digits)) else {
            throw RequestFailure(400, "a chunk size is followed by something other than extensions")
        }
        return size
    }

    private static func areExtensions(_ text: ArraySlice<UInt8>) -> Bool {
        var rest = text
        while !rest.isEmpty {
            skipBlanks(&rest)
            guard rest.popFirst() == UInt8(ascii: ";") else { return false }
            skipBlanks(&rest)
            guard skipToken(&rest) else { return false }
            let next = rest.drop(while: isBlank)
            guard next.first == UInt8(ascii: "=") else { continue }
            rest = next.dropFirst()
            skipBlanks(&rest)
            guard rest.first == UInt8(ascii: "\"") ? skipQuoted(&rest) : skipToken(&rest) else { return false }
        }
        return true
    }

    private static func skipBlanks(_ text: inout ArraySlice<UInt8>) {
        text = text.drop(while: isBlank)
    }

    private static func skipToken(_ text: inout ArraySlice<UInt8>) -> Bool {
        let rest = text.drop(while: ByteClass.isToken)
        defer { text = rest }
        return rest.startIndex > text.startIndex
    }

    /// Steps over a quoted string (RFC 9110 §5.6.4); `false` when it is not closed.
    private static func skipQuoted(_ text: inout ArraySlice<UInt8>) -> Bool {
        text = text.dropFirst()
        while let byte = text.popFirst() {
            switch byte {
            case UInt8(ascii: "\""): return true
            case UInt8(ascii: "\\"):
                guard let escaped = text.popFirst(), ByteClass.isText(escaped) else { return false }
            default: guard ByteClass.isText(byte) else { return false }
            }
        }
        return false
    }

    private static func isBlank(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t")
    }
}
