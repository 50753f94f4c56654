// A request as a span of a trace.

package import Exchange

/// What a span says of its request or its process.
package struct SpanAttribute: Sendable, Equatable {
    package enum Value: Sendable, Equatable {
        case text(String)
        case number(Int)
        case texts([String])
    }

    let name: String
    let value: Value

    package init(_ name: String, _ value: Value) {
        (self.name, self.value) = (name, value)
    }
}

/// A request that was answered, and the stages of its processing.
package struct ServerSpan: Sendable {
    /// A part of the request.
    package struct Part: Sendable {
        let name: String
        let start: UInt64
        let end: UInt64

        /// - Parameters:
        ///   - name: such as `evaluate`.
        ///   - start: in nanoseconds of the monotonic clock.
        ///   - end: likewise.
        package init(_ name: String, _ start: UInt64, _ end: UInt64) {
            (self.name, self.start, self.end) = (name, start, max(start, end))
        }
    }

    let identity: TraceSpan
    let whole: Part
    let parts: [Part]
    let hasFailed: Bool
    let attributes: [SpanAttribute]

    /// - Parameters:
    ///   - identity: its place in its trace.
    ///   - whole: the request from its head to its answer.
    ///   - parts: what happened in between.
    ///   - hasFailed: whether the server is to blame for an error.
    ///   - attributes: what is known of the request.
    package init(
        _ identity: TraceSpan, _ whole: Part, parts: [Part], hasFailed: Bool, attributes: [SpanAttribute]
    ) {
        (self.identity, self.whole, self.parts) = (identity, whole, parts)
        (self.hasFailed, self.attributes) = (hasFailed, attributes)
    }

    /// How many spans it is.
    var count: Int { 1 + parts.count }
}
