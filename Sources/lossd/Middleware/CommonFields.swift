// Header fields that every answer carries, refusals of unreadable requests included.

import Access
import Exchange
import Telemetry

/// Adds the fields that do not depend on what is answered.
struct CommonFields: Sendable {
    let origins: AllowedOrigins

    /// A browser must not take an answer for anything but its media type.
    private static let always = [AnswerField(.contentTypeOptions, "nosniff")]

    /// Adds the fields, and notes the trace that the request belongs to.
    ///
    /// - Parameters:
    ///   - reception: what becomes of the request.
    ///   - head: the head of the request; `nil` where it could not be read.
    func add(to reception: inout Reception, _ head: RequestHead?) {
        reception.fields = Self.always
        let more = origins.fields(for: head)
        if !more.isEmpty { reception.fields += more }
        guard let head, let trace = TraceParent(head.fields[.traceparent]) else { return }
        reception.fields.append(AnswerField(.traceresponse, trace.response))
        reception.note.trace = (trace.traceID, trace.spanID)
    }
}
