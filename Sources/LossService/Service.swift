// The door of the meaning half: a request in, a response out.

package import HTTPTypes
import Losses

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
        self.init([
            .post("/v1/evaluate", check: EvaluateEndpoint.check) { request throws(ProblemDetails) in
                try EvaluateEndpoint.answer(request, evaluator)
            },
            .post("/v1/weights", check: EvaluateEndpoint.check) { request throws(ProblemDetails) in
                try WeightsEndpoint.answer(request, WeightsEvaluator(limits: limits))
            },
            .get("/v1/losses", LossesEndpoint.list),
            .get("/v1/losses/{name}", LossesEndpoint.one),
            .get("/v1/strategies", StrategiesEndpoint.list),
            .get("/v1/strategies/{name}", StrategiesEndpoint.one),
            .get("/livez", HealthEndpoint.live),
            .get("/readyz") { _ throws(ProblemDetails) in try HealthEndpoint.ready(isReady()) },
            .get("/metrics", as: .metrics) { _ throws(ProblemDetails) in MetricsEndpoint.answer(metrics()) },
            .get("/version", VersionEndpoint.answer),
            .get("/openapi.yaml", as: .yaml, OpenAPIEndpoint.yaml),
            .get("/openapi.json", OpenAPIEndpoint.json),
        ])
    }

    /// These routes, and an index of them.
    private init(_ routes: [Route]) {
        let paths = ["/"] + routes.map(\.path)
        self.routes = [.get("/") { _ throws(ProblemDetails) in IndexEndpoint.answer(paths) }] + routes
    }

    /// Has every thread that helps with a long problem call `body` before; said once, before there is any work.
    package static func beforeHelping(_ body: @escaping @Sendable () -> Void) {
        Parallel.beforeParts(body)
    }

    /// The part that operators ask for, on a port of its own.
    package var operations: Service {
        Service(routes.filter { ["/livez", "/readyz", "/metrics"].contains($0.path) })
    }

    /// The rest of it, where /metrics has a port of its own.
    package var withoutMetrics: Service {
        Service(routes.filter { !["/", "/metrics"].contains($0.path) })
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
        let match = match(request)
        let response: Response
        do {
            response = try respond(to: request, body, match)
        } catch {
            response = .now(error.answer(requestID: request.headerFields[.requestID]))
        }
        let template = match?.route.path ?? ""
        return response.map { answer in
            var answer = answer
            answer.route = template
            return answer
        }
    }

    /// The refusal of a request whose head shows that its body is of no use; `nil` when the body is wanted.
    package func refusal(of request: HTTPRequest) -> Answer? {
        let match = match(request)
        do throws(ProblemDetails) {
            guard let route = try check(request, match) else { return nil }
            try route.check(request.headerFields)
            return nil
        } catch {
            var answer = error.answer(requestID: request.headerFields[.requestID])
            answer.route = match?.route.path ?? ""
            return answer
        }
    }

    /// The answer to a request that was refused before it could be routed.
    package func refuse(status: Int, detail: String, requestID: String?, fields: HTTPFields = [:]) -> Answer {
        var answer = ProblemDetails(.kind(of: status), detail).answer(requestID: requestID)
        answer.head.headerFields.append(contentsOf: fields)
        return answer
    }

    private typealias Match = (route: Route, parameter: String)

    /// The route that the target leads to, and its parameter.
    private func match(_ request: HTTPRequest) -> Match? {
        let path = Self.path(request)
        for route in routes {
            if let parameter = route.match(path) { return (route, parameter) }
        }
        return nil
    }

    private func respond(
        to request: HTTPRequest, _ body: [UInt8], _ match: Match?
    ) throws(ProblemDetails) -> Response {
        guard let route = try check(request, match) else {
            return .now(Self.options(match?.route.allowed ?? "GET, HEAD, POST, OPTIONS"))
        }
        return try route.handler(RouteRequest(head: request, body: body, parameter: match?.parameter ?? ""))
    }

    /// The route that answers the request; `nil` when it asks for what may be asked.
    ///
    /// - Throws: 404, 405 or 406.
    private func check(_ request: HTTPRequest, _ match: Match?) throws(ProblemDetails) -> Route? {
        let path = Self.path(request)
        if request.method == .options, match != nil || path == "*" { return nil }
        guard let route = match?.route else {
            throw ProblemDetails(.notFound, "there is nothing at \(path); GET / lists what there is")
        }
        // HEAD is GET whose body the server keeps.
        guard request.method == route.method || (request.method == .head && route.method == .get) else {
            throw ProblemDetails(
                .methodNotAllowed, "\(path) answers \(route.allowed), not \(request.method.rawValue)",
                fields: [(.allow, route.allowed)])
        }
        try MediaRange.check(accept: request.headerFields[.accept], for: route.mediaType)
        return route
    }

    private static func path(_ request: HTTPRequest) -> Substring {
        (request.path ?? "/").prefix { $0 != "?" }
    }

    private static func options(_ methods: String) -> Answer {
        var head = HTTPResponse(status: .noContent)
        head.headerFields[.allow] = methods
        return Answer(head)
    }
}
