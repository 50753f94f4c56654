// The identifier that a request and its answer share.

/// The client's own identifier if it is a sane one, and a random one otherwise.
package enum RequestID: Sendable, Equatable, CustomStringConvertible {
    case given(String)
    case random(UInt64)

    private static let maximumBytes = 128

    /// The identifier of a request with these fields; `number` serves where the client gave none.
    package init(_ fields: HeaderFields, number: @autoclosure () -> UInt64) {
        if let given = fields[.requestID], Self.isSane(given) { self = .given(given) } else { self = .random(number()) }
    }

    /// The number of a random one.
    package var number: UInt64? {
        if case .random(let number) = self { number } else { nil }
    }

    package var description: String {
        switch self {
        case .given(let text): return text
        case .random(let number): return Hexadecimal.text(CollectionOfOne(number))
        }
    }

    /// Appends the text of the identifier; that of a random one has 16 hexadecimal digits.
    package func append(to bytes: inout [UInt8]) {
        switch self {
        case .given(let text): bytes.append(contentsOf: text.utf8)
        case .random(let number): Hexadecimal.append(number, to: &bytes)
        }
    }

    private static func isSane(_ text: String) -> Bool {
        !text.isEmpty && text.utf8.count <= maximumBytes
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

/// Numbers for the requests of one connection; seeded by the system, so that asking for one makes no system call.
///
/// Source: Steele, Lea, Flood, Fast Splittable Pseudorandom Number Generators (2014): SplitMix64.
package struct RequestNumbers: Sendable {
    private var state: UInt64

    package init() {
        state = UInt64.random(in: .min ... .max)
    }

    package mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ mixed >> 30) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ mixed >> 27) &* 0x94D0_49BB_1331_11EB
        return mixed ^ mixed >> 31
    }
}
