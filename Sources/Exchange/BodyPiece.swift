// A part of the body of an answer: bytes, or numbers that are sent as they lie in memory.

/// A part of a body.
///
/// Numbers need no copy on their way to the socket: every machine that this runs on is little-endian, as the formats of
/// tensors are.
package enum BodyPiece: Sendable {
    case bytes([UInt8])
    case floats([Float])
    case doubles([Double])

    /// The number of bytes.
    package var count: Int {
        switch self {
        case .bytes(let bytes): bytes.count
        case .floats(let numbers): numbers.count * MemoryLayout<Float>.size
        case .doubles(let numbers): numbers.count * MemoryLayout<Double>.size
        }
    }

    /// Calls `body` with some of the bytes.
    package func withBytes<Result>(_ range: Range<Int>, _ body: (RawSpan) -> Result) -> Result {
        switch self {
        case .bytes(let bytes): unsafe body(bytes.span.bytes.extracting(range))
        case .floats(let numbers): unsafe body(numbers.span.bytes.extracting(range))
        case .doubles(let numbers): unsafe body(numbers.span.bytes.extracting(range))
        }
    }

    /// Appends the bytes to others.
    package func append(to bytes: inout [UInt8]) {
        withBytes(0..<count) { piece in
            unsafe piece.withUnsafeBytes { unsafe bytes.append(contentsOf: $0) }
        }
    }
}

extension [BodyPiece] {
    /// The number of bytes of all of them.
    package var byteCount: Int { reduce(0) { $0 + $1.count } }

    /// The bytes of all of them in one list: that of the only one, or a copy.
    package var joined: [UInt8] {
        if count == 1, case .bytes(let bytes) = self[0] { return bytes }
        var whole: [UInt8] = []
        whole.reserveCapacity(byteCount)
        for piece in self { piece.append(to: &whole) }
        return whole
    }
}

/// A type whose numbers can be a part of a body.
///
/// A dynamic cast of a list would look at each of them.
package protocol BodyNumber {
    static func piece(_ numbers: [Self]) -> BodyPiece
}

extension Float: BodyNumber {
    package static func piece(_ numbers: [Float]) -> BodyPiece { .floats(numbers) }
}

extension Double: BodyNumber {
    package static func piece(_ numbers: [Double]) -> BodyPiece { .doubles(numbers) }
}
