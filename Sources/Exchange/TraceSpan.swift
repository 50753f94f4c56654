// The span that a request is in a distributed trace.

/// Identifiers as W3C Trace Context and OpenTelemetry have them.
package struct TraceSpan: Sendable {
    /// 32 hexadecimal digits.
    package let traceID: String
    /// 16 hexadecimal digits, of the request itself.
    package let spanID: String
    /// The span that the client was in; `nil` for the first of a trace.
    package let parentID: String?
    /// What vendors pass along with the trace, as the client sent it.
    package let state: String?
    /// Whether the span is exported.
    package let isSampled: Bool

    package init(traceID: String, spanID: String, parentID: String?, state: String? = nil, isSampled: Bool) {
        (self.traceID, self.spanID, self.parentID) = (traceID, spanID, parentID)
        (self.state, self.isSampled) = (state, isSampled)
    }

    /// What the answer says of it, as `traceresponse`.
    package var response: String {
        "00-\(traceID)-\(spanID)-0\(isSampled ? 1 : 0)"
    }
}
