// A path, its method, and what answers it.

import Contract
import Exchange

/// One line of the routing table.
struct Route: Sendable {
    enum Handler: Sendable {
        /// Answers from the path alone; the argument is what the path holds where the route has a parameter.
        case get(@Sendable (Substring) throws(ProblemDetails) -> Answer)
        /// Reads a body.
        case post(BodyHandler)
    }

    /// Whom a route is for.
    enum Audience: Sendable {
        /// Clients of the service.
        case clients
        /// Whatever watches the process; answered on the port for metrics too.
        case operators
    }

    /// The path, its last segment `{name}` where it is a parameter.
    let path: String
    let handler: Handler
    var audience = Audience.clients
    /// Whether a token is asked for, where there are any: it is no secret whether the process is alive and ready.
    var needsToken = true
    /// Whether answers without an error are left out of the log, since they are asked for every few seconds.
    var isQuiet = false
    /// The part of the path before the parameter.
    private let prefix: String?

    init(_ path: String, _ handler: Handler) {
        self.path = path
        self.handler = handler
        prefix = path.hasSuffix("}") ? String(path.prefix { $0 != "{" }) : nil
    }

    static func get(
        _ path: String, _ handler: @escaping @Sendable (Substring) throws(ProblemDetails) -> Answer
    ) -> Route {
        Route(path, .get(handler))
    }

    static func post(_ path: String, _ handler: BodyHandler) -> Route {
        Route(path, .post(handler))
    }

    /// The same route for operators, whom it answers without a log line.
    func forOperators(needsToken: Bool) -> Route {
        var route = self
        (route.audience, route.needsToken, route.isQuiet) = (.operators, needsToken, true)
        return route
    }

    /// The parameter that `path` holds, empty for a route without one; `nil` when the path is another.
    func match(_ path: Substring) -> Substring? {
        guard let prefix else { return path == self.path ? "" : nil }
        guard path.hasPrefix(prefix) else { return nil }
        let parameter = path.dropFirst(prefix.count)
        return parameter.isEmpty || parameter.contains("/") ? nil : parameter
    }

    var method: Method {
        switch handler {
        case .get: .get
        case .post: .post
        }
    }

    /// The methods that the path supports.
    var allowed: String {
        method == .get ? "GET, HEAD, OPTIONS" : "\(method.rawValue), OPTIONS"
    }
}
