// The trace that a request names, as W3C Trace Context has it.

package import Exchange

/// A valid `traceparent`.
package struct TraceParent: Sendable {
    /// 32 digits of the trace.
    package let traceID: String
    /// 16 digits of the span that the client was in.
    package let parentID: String
    /// Whether the client recorded that span.
    package let isSampled: Bool

    /// `nil` when there is none, or one that the standard does not allow.
    package init?(_ field: String?) {
        guard let field else { return nil }
        let parts = field.split(separator: "-", omittingEmptySubsequences: false)
        // Version 00 has four parts, later ones may have more; ff is none.
        guard parts.count >= 4, parts[0] != "ff", parts[0] != "00" || parts.count == 4,
            zip(parts, [2, 32, 16, 2]).allSatisfy({ $0.utf8.count == $1 && $0.utf8.allSatisfy(Self.isDigit) }),
            parts[1].contains(where: { $0 != "0" }), parts[2].contains(where: { $0 != "0" }),
            let flags = UInt8(parts[3], radix: 16)
        else { return nil }
        (traceID, parentID) = (String(parts[1]), String(parts[2]))
        isSampled = flags & 1 == 1
    }

    /// Capital letters are not allowed.
    private static func isDigit(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) || (UInt8(ascii: "a")...UInt8(ascii: "f")).contains(byte)
    }
}

extension TraceSpan {
    /// The most bytes of a `tracestate` that is passed on, as W3C Trace Context asks for at least.
    private static let stateBytes = 512

    /// The span of a request; `nil` for one of no trace that is not exported either.
    ///
    /// - Parameters:
    ///   - head: the head of the request.
    ///   - sampler: decides whether the span is exported; `nil` where none is.
    package init?(_ head: RequestHead, _ sampler: TraceSampler?) {
        guard let parent = TraceParent(head.fields[.traceparent]) else {
            guard let sampler else { return nil }
            // Most requests cost one number that is there already, and no call of the system.
            let number = head.requestID.number ?? Self.number()
            guard number != 0, sampler.samples(number, parent: nil) else { return nil }
            self.init(
                traceID: Hexadecimal.text([Self.number(), number]), spanID: Self.newID(), parentID: nil, isSampled: true
            )
            return
        }
        let state = head.fields[.tracestate]
        self.init(
            traceID: parent.traceID, spanID: Self.newID(), parentID: parent.parentID,
            state: state.flatMap { (1...Self.stateBytes).contains($0.utf8.count) ? $0 : nil },
            isSampled: sampler?.samples(parent.traceID, parent: parent.isSampled) ?? false)
    }

    private static func newID() -> String { Hexadecimal.text(CollectionOfOne(number())) }

    /// A random number that is no sign of an unknown span.
    private static func number() -> UInt64 { UInt64.random(in: 1 ... .max) }
}
