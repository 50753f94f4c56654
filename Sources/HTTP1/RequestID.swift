// The identifier that a request and its answer share.

package import HTTPTypes

/// Request identifiers: the client's own when it is a sane one, a random one otherwise.
package enum RequestID {
    package static let field: HTTPField.Name = {
        guard let name = HTTPField.Name("X-Request-ID") else { fatalError("X-Request-ID is a field name") }
        return name
    }()
    private static let maximumLength = 128

    /// The identifier of the request.
    package static func identifier(of fields: HTTPFields) -> String {
        if let given = fields[field], isSane(given) { return given }
        return random()
    }

    /// An identifier that no other request has.
    package static func random() -> String {
        let digits = String(UInt64.random(in: .min ... .max), radix: 16)
        return String(repeating: "0", count: 16 - digits.utf8.count) + digits
    }

    private static func isSane(_ text: String) -> Bool {
        !text.isEmpty && text.utf8.count <= maximumLength
            && text.utf8.allSatisfy { byte in
                switch byte {
                case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                    UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: "-"):
                    true
                default: false
                }
            }
    }
}
