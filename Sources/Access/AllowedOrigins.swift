// Which web pages may read answers: CORS, as the Fetch standard has it.

package import Exchange

/// The origins whose scripts browsers allow to read answers.
package struct AllowedOrigins: Sendable {
    private let origins: Set<String>

    /// - Parameter origins: such as `https://example.org:8443`, or `*` for all.
    package init(_ origins: [String]) {
        self.origins = Set(origins)
    }

    /// Whether a text is an origin or `*`.
    package static func isOrigin(_ text: String) -> Bool {
        if text == "*" { return true }
        guard let scheme = ["https://", "http://"].first(where: { text.hasPrefix($0) }) else { return false }
        let host = text.dropFirst(scheme.count)
        return !host.isEmpty && host.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F && !"/?#@,".utf8.contains($0) }
            && host.lowercased() == host
    }

    /// The answer to a browser that asks whether its script may send a request; `nil` for any other request.
    ///
    /// The fields of `fields(for:)` go with it, as with every answer.
    package func preflight(_ head: RequestHead) -> Answer? {
        guard head.method == .options, head.fields.contains(.requestedMethod), allowed(head) != nil else { return nil }
        return Answer(
            204,
            [
                AnswerField(.allowedMethods, "GET, HEAD, POST, OPTIONS"),
                AnswerField(
                    .allowedHeaders,
                    "Authorization, Content-Type, Content-Encoding, Inference-Header-Content-Length, Prefer, X-Request-ID, "
                        + "traceparent, tracestate"),
                AnswerField(.preflightMaxAge, "600"),
            ])
    }

    /// What lets a script read the answer to a request.
    ///
    /// Of a request that could not be read the origin is unknown: only an answer for all origins can be read then.
    package func fields(for head: RequestHead?) -> [AnswerField] {
        guard !origins.isEmpty else { return [] }
        // The answer depends on the origin, allowed or not.
        var fields = [AnswerField(.vary, "Origin")]
        if let origin = allowed(head) {
            fields.append(AnswerField(.allowedOrigin, origin))
            fields.append(
                AnswerField(
                    .exposedHeaders,
                    "X-Request-ID, Retry-After, Inference-Header-Content-Length, Server-Timing, traceresponse"))
        }
        return fields
    }

    private func allowed(_ head: RequestHead?) -> String? {
        guard let head else { return origins.contains("*") ? "*" : nil }
        guard let origin = head.fields[.origin] else { return nil }
        if origins.contains(origin) { return origin }
        return origins.contains("*") ? "*" : nil
    }
}
