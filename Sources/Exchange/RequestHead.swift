// The request line and header fields of a request, as both halves see them.

/// Everything about a request but its body.
package struct RequestHead: Sendable {
    /// Which body the header section announces.
    package enum Announcement: Sendable {
        case none
        /// One that is so short that the server reads it even if it is not needed, and the connection goes on.
        case short
        /// A longer one, or one of unstated length.
        case long
    }

    package let method: Method
    /// The target as it was sent, in origin form where it named a host, or `*`.
    package let target: String
    package var fields: HeaderFields
    package var announcement = Announcement.none
    /// The identifier of the request, which its answer repeats.
    package var requestID = RequestID.random(0)

    package init(method: Method, target: String, fields: HeaderFields = HeaderFields()) {
        self.method = method
        self.target = target
        self.fields = fields
    }

    /// The target without its query; escapes of characters that need none are decoded, since both spellings are the same
    /// path (RFC 3986 §6.2.2.2).
    package var path: Substring {
        let path = target[..<(target.utf8.firstIndex(of: UInt8(ascii: "?")) ?? target.endIndex)]
        return path.utf8.contains(UInt8(ascii: "%")) ? Self.decodingUnreserved(path) : path
    }

    private static func decodingUnreserved(_ path: Substring) -> Substring {
        var (decoded, rest) = ([UInt8](), path.utf8[...])
        while let byte = rest.popFirst() {
            guard byte == UInt8(ascii: "%"), rest.count >= 2,
                let code = UInt8(String(decoding: rest.prefix(2), as: UTF8.self), radix: 16), isUnreserved(code)
            else {
                decoded.append(byte)
                continue
            }
            decoded.append(code)
            rest = rest.dropFirst(2)
        }
        return String(decoding: decoded, as: UTF8.self)[...]
    }

    private static func isUnreserved(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
            || (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20) || "-._~".utf8.contains(byte)
    }
}
