// Which pages' scripts may ask, as the Fetch standard has it (CORS).

package import HTTPTypes

/// The origins that browsers may let read answers.
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

    /// The answer to a browser that asks whether its script may; `nil` for any other request.
    package func preflight(_ request: HTTPRequest) -> HTTPResponse? {
        guard request.method == .options, request.headerFields[.accessControlRequestMethod] != nil,
            let origin = allowed(request)
        else { return nil }
        var response = HTTPResponse(status: .noContent)
        response.headerFields = [
            .accessControlAllowOrigin: origin,
            .accessControlAllowMethods: "GET, HEAD, POST, OPTIONS",
            .accessControlAllowHeaders: "Authorization, Content-Type, Content-Encoding, X-Request-ID, traceparent",
            .accessControlMaxAge: "600",
            .vary: "Origin",
        ]
        return response
    }

    /// Adds to an answer what lets the script read it.
    package func allow(_ request: HTTPRequest, in fields: inout HTTPFields) {
        guard !origins.isEmpty else { return }
        // The answer depends on the origin, allowed or not.
        fields.append(HTTPField(name: .vary, value: "Origin"))
        guard let origin = allowed(request) else { return }
        fields[.accessControlAllowOrigin] = origin
        fields[.accessControlExposeHeaders] = "X-Request-ID, Retry-After, traceresponse"
    }

    private func allowed(_ request: HTTPRequest) -> String? {
        guard let origin = request.headerFields[.origin] else { return nil }
        if origins.contains(origin) { return origin }
        return origins.contains("*") ? "*" : nil
    }
}
