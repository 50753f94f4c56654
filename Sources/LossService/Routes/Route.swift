// A path, its method, and what answers it.

import Contract
import Exchange

/// One line of the routing table.
struct Route: Sendable {
    enum Handler: Sendable {
        /// Answers from the head; the second argument is what the path holds where the route has a parameter.
        case get(@Sendable (RequestHead, Substring) throws(ProblemDetails) -> Answer)
        /// Makes the reader of a body from the head and the parameter of the path.
        case post(@Sendable (RequestHead, Substring) throws(ProblemDetails) -> BodyReader)
        /// Answers a request whose body, if it has one, is of no use.
        case command(@Sendable (RequestHead, Substring) throws(ProblemDetails) -> Answer)
    }

    /// Whom a route is for.
    enum Audience: Sendable {
        /// Clients of the service.
        case clients
        /// Whatever watches the process; answered on the port for metrics too.
        case operators
    }

    /// The path, a segment `{name}` where it has a parameter.
    let path: String
    let handler: Handler
    var audience = Audience.clients
    /// Whether a token is asked for, where there are any: it is no secret whether the process is alive and ready.
    var needsToken = true
    /// Whether answers without an error are left out of the log, since they are asked for every few seconds.
    var isQuiet = false
    /// Whether it is another way to write a path, which is not listed.
    var isAlias = false
    /// The parts of the path before and behind the parameter.
    private let parts: (prefix: String, suffix: String)?

    init(_ path: String, _ handler: Handler) {
        self.path = path
        self.handler = handler
        if let start = path.firstIndex(of: "{"), let end = path.firstIndex(of: "}") {
            parts = (String(path[..<start]), String(path[path.index(after: end)...]))
        } else {
            parts = nil
        }
    }

    static func get(
        _ path: String, _ handler: @escaping @Sendable (Substring) throws(ProblemDetails) -> Answer
    ) -> Route {
        Route(path, .get { _, parameter throws(ProblemDetails) in try handler(parameter) })
    }

    /// A route whose answer depends on what the client accepts.
    static func negotiated(
        _ path: String, _ handler: @escaping @Sendable (RequestHead, Substring) throws(ProblemDetails) -> Answer
    ) -> Route {
        Route(path, .get(handler))
    }

    static func post(_ path: String, _ handler: BodyHandler) -> Route {
        Route(path, .post { head, _ throws(ProblemDetails) in try handler.reader(for: head) })
    }

    /// The same route for operators, whom it answers without a log line.
    func forOperators(needsToken: Bool) -> Route {
        var route = self
        (route.audience, route.needsToken, route.isQuiet) = (.operators, needsToken, true)
        return route
    }

    /// The same route, without a token.
    func forEverybody() -> Route {
        var route = self
        route.needsToken = false
        return route
    }

    /// The same route, not listed.
    func asAlias() -> Route {
        var route = self
        route.isAlias = true
        return route
    }

    /// The parameter that `path` holds, empty for a route without one; `nil` when the path is another.
    func match(_ path: Substring) -> Substring? {
        guard let (prefix, suffix) = parts else { return path == self.path ? "" : nil }
        // By bytes: characters would be compared by what they look like, and slowly.
        let (bytes, length) = (path.utf8, prefix.utf8.count + suffix.utf8.count)
        guard bytes.count > length, bytes.starts(with: prefix.utf8),
            bytes.suffix(suffix.utf8.count).elementsEqual(suffix.utf8)
        else { return nil }
        let parameter = path.utf8.dropFirst(prefix.utf8.count).dropLast(suffix.utf8.count)
        return parameter.contains(UInt8(ascii: "/")) ? nil : Substring(parameter)
    }

    var method: Method {
        switch handler {
        case .get: .get
        case .post, .command: .post
        }
    }

    /// The methods that the path supports.
    var allowed: String {
        method == .get ? "GET, HEAD, OPTIONS" : "\(method.rawValue), OPTIONS"
    }
}
