// A place in a JSON document, as RFC 6901 writes it in a URI fragment.

/// A JSON pointer.
package struct JSONPointer: Sendable, Equatable, CustomStringConvertible {
    private var tokens: [String]

    /// The whole document.
    package static let root = JSONPointer(tokens: [])

    private init(tokens: [String]) {
        self.tokens = tokens
    }

    /// The member or element `token` of the place.
    package func appending(_ token: String) -> JSONPointer {
        JSONPointer(tokens: tokens + [token])
    }

    package func appending(_ index: Int) -> JSONPointer {
        appending(String(index))
    }

    package func appending(_ path: [String]) -> JSONPointer {
        JSONPointer(tokens: tokens + path)
    }

    /// The pointer as a URI fragment, such as `#/tasks/0/input`.
    package var description: String {
        var text = "#"
        for token in tokens {
            text += "/"
            for byte in token.utf8 { text += Self.escaped(byte) }
        }
        return text
    }

    /// RFC 6901 §3 for "~" and "/", RFC 3986 §3.5 for what a fragment cannot hold.
    private static func escaped(_ byte: UInt8) -> String {
        switch byte {
        case UInt8(ascii: "~"): return "~0"
        case UInt8(ascii: "/"): return "~1"
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"):
            return String(UnicodeScalar(byte))
        default:
            if "-._!$&'()*+,;=:@?".utf8.contains(byte) { return String(UnicodeScalar(byte)) }
            let digits = String(byte, radix: 16, uppercase: true)
            return digits.utf8.count == 1 ? "%0\(digits)" : "%\(digits)"
        }
    }
}
