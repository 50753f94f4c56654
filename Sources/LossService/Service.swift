// The door of the meaning half: a request in, a response out.

package import HTTPTypes

/// lossd without sockets.
package struct Service: Sendable {
    private let routes: [Route]

    /// - Parameters:
    ///   - limits: how much one request may ask for.
    ///   - isReady: whether new work is wanted, as `/readyz` answers it.
    ///   - metrics: what `/metrics` answers.
    ///   - evaluated: is told of each loss that was evaluated: its name, the elements, the seconds.
    package init(
        limits: ServiceLimits = ServiceLimits(), isReady: @escaping @Sendable () -> Bool = { true },
        metrics: @escaping @Sendable () -> String = { "# nothing is counted\n" },
        evaluated: (@Sendable (String, Int, Double) -> Void)? = nil
    ) {
        let evaluator = Evaluator(limits: limits, evaluated: evaluated)
        // A new path is a line here and a file under Endpoints.
        let routes: [Route] = [
            .post("/v1/evaluate") { request throws(ProblemDetails) in
                try EvaluateEndpoint.answer(request, evaluator)
            },
            .get("/v1/losses", LossesEndpoint.list),
            .get("/v1/losses/{name}", LossesEndpoint.one),
            .get("/livez", HealthEndpoint.live),
            .get("/readyz") { _ throws(ProblemDetails) in try HealthEndpoint.ready(isReady()) },
            .get("/metrics", as: .metrics) { _ throws(ProblemDetails) in MetricsEndpoint.answer(metrics()) },
            .get("/version", VersionEndpoint.answer),
            .get("/openapi.yaml", as: .yaml, OpenAPIEndpoint.yaml),
            .get("/openapi.json", OpenAPIEndpoint.json),
        ]
        let paths = ["/"] + routes.map(\.path)
        self.routes = [.get("/") { _ throws(ProblemDetails) in IndexEndpoint.answer(paths) }] + routes
    }

    /// The paths and methods that are answered, parameters in braces.
    package var paths: [(path: String, method: HTTPRequest.Method)] {
        routes.map { ($0.path, $0.method) }
    }

    /// The template of the route that a target leads to; `nil` where there is none.
    package func route(of target: String) -> String? {
        let path = target.prefix { $0 != "?" }
        return routes.first { $0.match(path) != nil }?.path
    }

    /// Answers a request, however long it takes.
    package func respond(to request: HTTPRequest, body: [UInt8]) -> Answer {
        switch begin(request, body: body) {
        case .now(let answer): answer
        case .later(let work): work()
        }
    }

    /// Answers a request, or says how to when that takes long.
    package func begin(_ request: HTTPRequest, body: [UInt8]) -> Response {
        do {
            return try route(request, body)
        } catch {
            return .now(error.answer(requestID: request.headerFields[.requestID]))
        }
    }

    /// The answer to a request that was refused before it could be routed.
    package func refuse(status: Int, detail: String, requestID: String?) -> Answer {
        ProblemDetails(.kind(of: status), detail).answer(requestID: requestID)
    }

    private func route(_ request: HTTPRequest, _ body: [UInt8]) throws(ProblemDetails) -> Response {
        let target = request.path ?? "/"
        let path = target.prefix { $0 != "?" }
        if request.method == .options, path == "*" { return .now(Self.options("GET, HEAD, POST, OPTIONS")) }
        for route in routes {
            guard let parameter = route.match(path) else { continue }
            if request.method == .options { return .now(Self.options(route.allowed)) }
            // HEAD is GET whose body the server keeps.
            guard request.method == route.method || (request.method == .head && route.method == .get) else {
                throw ProblemDetails(
                    .methodNotAllowed, "\(path) answers \(route.allowed), not \(request.method.rawValue)",
                    fields: [(.allow, route.allowed)])
            }
            try MediaRange.check(accept: request.headerFields[.accept], for: route.mediaType)
            return try route.handler(RouteRequest(head: request, body: body, parameter: parameter))
        }
        throw ProblemDetails(.notFound, "there is nothing at \(path); GET / lists what there is")
    }

    private static func options(_ methods: String) -> Answer {
        var head = HTTPResponse(status: .noContent)
        head.headerFields[.allow] = methods
        return (head, [])
    }
}
