// The trace that a request belongs to, as W3C Trace Context has it.

import HTTPTypes

/// A valid `traceparent`.
struct TraceParent {
    /// 32 digits of the trace.
    let traceID: String

    private static let name = HTTPField.Name("traceparent")

    /// `nil` when there is none, or one that the standard does not allow.
    init?(_ fields: HTTPFields) {
        guard let name = Self.name, let text = fields[name] else { return nil }
        let parts = text.split(separator: "-", omittingEmptySubsequences: false)
        // Version 00 has four parts, later ones may have more; ff is none.
        guard parts.count >= 4, parts[0] != "ff", parts[0] != "00" || parts.count == 4,
            zip(parts, [2, 32, 16, 2]).allSatisfy({ $0.utf8.count == $1 && $0.utf8.allSatisfy(Self.isDigit) }),
            parts[1].contains(where: { $0 != "0" }), parts[2].contains(where: { $0 != "0" })
        else { return nil }
        traceID = String(parts[1])
    }

    /// Capital letters are not allowed.
    private static func isDigit(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) || (UInt8(ascii: "a")...UInt8(ascii: "f")).contains(byte)
    }
}
