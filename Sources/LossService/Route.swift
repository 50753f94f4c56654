// A path, its methods, and what answers it.

import HTTPTypes

/// What a handler may look at.
struct RouteRequest {
    let head: HTTPRequest
    let body: [UInt8]
    /// What the path holds where the route has a parameter.
    let parameter: String
}

/// One line of the routing table.
struct Route: Sendable {
    typealias Handler = @Sendable (RouteRequest) throws(ProblemDetails) -> Response

    /// The path, its last segment `{name}` where it is a parameter.
    let path: String
    let method: HTTPRequest.Method
    /// What an answer is written in.
    let mediaType: MediaType
    /// Looks at the head of a request before its body has come.
    var check: @Sendable (HTTPFields) throws(ProblemDetails) -> Void = { _ throws(ProblemDetails) in }
    let handler: Handler

    static func get(
        _ path: String, as mediaType: MediaType = .json,
        _ handler: @escaping @Sendable (RouteRequest) throws(ProblemDetails) -> Answer
    ) -> Route {
        Route(path: path, method: .get, mediaType: mediaType, check: noBody) { request throws(ProblemDetails) in
            .now(try handler(request))
        }
    }

    /// A body that nobody reads need not be sent.
    @Sendable private static func noBody(_ fields: HTTPFields) throws(ProblemDetails) {
        throw ProblemDetails(.contentTooLarge, "this path takes no body")
    }

    static func post(
        _ path: String, check: @escaping @Sendable (HTTPFields) throws(ProblemDetails) -> Void,
        _ handler: @escaping Handler
    ) -> Route {
        Route(path: path, method: .post, mediaType: .json, check: check) { request throws(ProblemDetails) in
            try check(request.head.headerFields)
            return try handler(request)
        }
    }

    /// The parameter that `path` holds, empty for a route without one; `nil` when the path is another.
    func match(_ path: Substring) -> String? {
        guard self.path.hasSuffix("}"), let brace = self.path.firstIndex(of: "{") else {
            return path == self.path ? "" : nil
        }
        let prefix = self.path[..<brace]
        guard path.hasPrefix(prefix) else { return nil }
        let parameter = path.dropFirst(prefix.count)
        return parameter.isEmpty || parameter.contains("/") ? nil : String(parameter)
    }

    /// The methods that the path answers beside its own.
    var allowed: String {
        method == .get ? "GET, HEAD, OPTIONS" : "\(method.rawValue), OPTIONS"
    }
}
