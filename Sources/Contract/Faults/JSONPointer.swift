// A place in a JSON document, as RFC 6901 writes it in a URI fragment.

import Catalogue

/// A JSON pointer.
///
/// Places are made for everything that may turn out to be wrong, and written only if it is: one is a link to the place that
/// it lies in.
package struct JSONPointer: Sendable, Equatable, CustomStringConvertible {
    private final class Link: Sendable {
        let outer: Link?
        let token: String

        init(_ outer: Link?, _ token: String) {
            (self.outer, self.token) = (outer, token)
        }
    }

    private let link: Link?

    /// The whole document.
    package static let root = JSONPointer(nil)

    private init(_ link: Link?) {
        self.link = link
    }

    package static func == (left: JSONPointer, right: JSONPointer) -> Bool {
        left.tokens == right.tokens
    }

    /// The reference tokens, the outermost first.
    package var tokens: [String] {
        var (tokens, next) = ([String](), link)
        while let link = next {
            tokens.append(link.token)
            next = link.outer
        }
        return tokens.reversed()
    }

    /// The member or element `token` of the place.
    package func appending(_ token: String) -> JSONPointer {
        JSONPointer(Link(link, token))
    }

    package func appending(_ index: Int) -> JSONPointer {
        appending(String(index))
    }

    package func appending(_ path: [String]) -> JSONPointer {
        path.reduce(self) { $0.appending($1) }
    }

    /// The pointer as a URI fragment, such as `#/tasks/0/input`.
    package var description: String {
        var text = "#"
        for token in tokens {
            text += "/"
            // A key may be as long as the request.
            for byte in token.shortened(above: NameLimit.bytes).utf8 { text += Self.escaped(byte) }
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
