// The trace that a request belongs to, as W3C Trace Context has it.

import Exchange

/// A valid `traceparent`, and the span that the request is within its trace.
package struct TraceParent: Sendable {
    /// 32 digits of the trace.
    package let traceID: String
    /// 16 digits of the span that the request is here.
    package let spanID: String
    private let flags: String

    /// `nil` when there is none, or one that the standard does not allow.
    package init?(_ field: String?) {
        guard let field else { return nil }
        let parts = field.split(separator: "-", omittingEmptySubsequences: false)
        // Version 00 has four parts, later ones may have more; ff is none.
        guard parts.count >= 4, parts[0] != "ff", parts[0] != "00" || parts.count == 4,
            zip(parts, [2, 32, 16, 2]).allSatisfy({ $0.utf8.count == $1 && $0.utf8.allSatisfy(Self.isDigit) }),
            parts[1].contains(where: { $0 != "0" }), parts[2].contains(where: { $0 != "0" })
        else { return nil }
        traceID = String(parts[1])
        spanID = Hexadecimal.text(CollectionOfOne(UInt64.random(in: 1 ... .max)))
        flags = String(parts[3])
    }

    /// What the answer says of it, as `traceresponse`.
    package var response: String {
        "00-\(traceID)-\(spanID)-\(flags)"
    }

    /// Capital letters are not allowed.
    private static func isDigit(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) || (UInt8(ascii: "a")...UInt8(ascii: "f")).contains(byte)
    }
}
