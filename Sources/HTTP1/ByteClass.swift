// The classes of bytes that the grammars of HTTP and URIs name.

/// What a byte may be part of.
enum ByteClass {
    static func isDigit(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
    }

    static func isHexDigit(_ byte: UInt8) -> Bool {
        isDigit(byte) || (UInt8(ascii: "a")...UInt8(ascii: "f")).contains(byte | 0x20)
    }

    static func isAlphanumeric(_ byte: UInt8) -> Bool {
        isDigit(byte) || (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20)
    }

    /// A bit for each byte below 0x80 that a token may have.
    private static let tokens: InlineArray<2, UInt64> = {
        var bits: InlineArray<2, UInt64> = [0, 0]
        for byte in UInt8(0)..<0x80 where isAlphanumeric(byte) || "!#$%&'*+-.^_`|~".utf8.contains(byte) {
            bits[Int(byte) >> 6] |= 1 << UInt64(byte & 63)
        }
        return bits
    }()

    /// RFC 9110 §5.6.2: names of methods and fields.
    static func isToken(_ byte: UInt8) -> Bool {
        byte < 0x80 && tokens[Int(byte) >> 6] >> UInt64(byte & 63) & 1 != 0
    }

    /// RFC 9110 §5.5: values of fields; CR, LF and NUL can make another reader see something else.
    static func isText(_ byte: UInt8) -> Bool {
        (byte >= 0x20 && byte != 0x7F) || byte == UInt8(ascii: "\t")
    }

    /// RFC 3986 §3.2.2: names of hosts, apart from escapes.
    static func isHostName(_ byte: UInt8) -> Bool {
        isAlphanumeric(byte) || "-._~!$&'()*+,;=".utf8.contains(byte)
    }
}
