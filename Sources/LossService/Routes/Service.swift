// The entry to the half that knows losses: the head of a request in, a decision about it out.

import Balancing
import Catalogue
package import Contract
package import Exchange
import Losses
import TensorJSON

/// lossd without sockets.
package struct Service: Sendable {
    private let routes: [Route]
    /// Those of the Open Inference Protocol, and the others: a request looks through one of the two.
    private let groups: (inference: [Route], others: [Route])

    /// The names of all losses, for metrics.
    package static var losses: [String] { LossCatalogue.all.map(\.entry.name) }

    /// The codes of all warnings, for metrics.
    package static var warnings: [String] {
        Array(Set(LossWarning.Code.allCases.map(\.rawValue) + BalancingWarning.Code.allCases.map(\.rawValue)))
    }

    /// The names of all strategies, for metrics.
    package static var strategies: [String] { StrategyCatalogue.all.map(\.entry.name) }

    /// - Parameters:
    ///   - limits: how much one request may ask for.
    ///   - isReady: whether new work is wanted, as `/readyz` answers it.
    ///   - metrics: what `/metrics` answers.
    ///   - observer: is notified of what is evaluated and weighted.
    ///   - hasConsole: whether browsers get a page.
    package init(
        limits: ServiceLimits = ServiceLimits(), isReady: @escaping @Sendable () -> Bool = { true },
        metrics: @escaping @Sendable () -> String = { "# nothing is counted\n" },
        observer: (any ServiceObserver)? = nil, hasConsole: Bool = true
    ) {
        let evaluator = Evaluator(limits: limits, observer: observer)
        let weights = WeightsEvaluator(limits: limits, observer: observer)
        let inference = InferenceRoutes(
            endpoint: InferenceEndpoint(
                evaluator: evaluator, weights: weights, limits: limits, statistics: InferenceStatistics()),
            isReady: isReady)
        // A new path is a line here.
        self.init(
            [
                .post("/v1/evaluate", BodyHandler(limits) { evaluator.plan($0, $1, from: $2, to: $3) }),
                .post("/v1/weights", BodyHandler(limits) { weights.plan($0, $1, from: $2, to: $3) }),
                .negotiated("/v1/losses") { head, _ throws(ProblemDetails) in LossReference.list.answer(to: head) },
                .negotiated("/v1/losses/{name}") { head, name throws(ProblemDetails) in
                    try LossReference.list.answer(to: head, for: name)
                },
                .negotiated("/v1/strategies") { head, _ throws(ProblemDetails) in
                    StrategyReference.list.answer(to: head)
                },
                .negotiated("/v1/strategies/{name}") { head, name throws(ProblemDetails) in
                    try StrategyReference.list.answer(to: head, for: name)
                },
                .get("/livez") { _ throws(ProblemDetails) in Self.ok }.forOperators(needsToken: false),
                .get("/readyz") { _ throws(ProblemDetails) in
                    try Self.check(isReady: isReady())
                    return Self.ok
                }
                .forOperators(needsToken: false),
                .get("/metrics") { _ throws(ProblemDetails) in
                    MediaType.metrics.answer(200, Array(metrics().utf8)).unstored
                }.forOperators(needsToken: true),
                .get("/version") { _ throws(ProblemDetails) in Self.version },
                .get("/openapi.yaml") { _ throws(ProblemDetails) in Self.openAPI.yaml },
                .get("/openapi.json") { _ throws(ProblemDetails) in Self.openAPI.json },
            ] + inference.all, hasConsole: hasConsole)
    }

    /// These routes, and an index of them, which is a page for browsers if there is one.
    private init(_ routes: [Route], hasConsole: Bool = false) {
        let index = Self.index(["/"] + routes.filter { !$0.isAlias }.map(\.path))
        // Nothing of it is a secret; what the page asks the service for needs a token as everything else does.
        var first = [Route.get("/") { _ throws(ProblemDetails) in index }.forEverybody()]
        if hasConsole {
            first = [
                Route.negotiated("/") { head, _ throws(ProblemDetails) in
                    ConsolePages.root(head, index: index)
                }.forEverybody(),
                Route.negotiated(ConsolePages.path) { head, name throws(ProblemDetails) in
                    try ConsolePages.file(name, head)
                }.forEverybody().asAlias(),
            ]
        }
        let routes = first + routes
        self.routes = routes
        groups = (
            routes.filter { InferenceRoutes.contains($0.path[...]) },
            routes.filter { !InferenceRoutes.contains($0.path[...]) }
        )
    }

    /// The part for operators, where it has a port of its own.
    package var operations: Service {
        Service(routes.filter { $0.audience == .operators })
    }

    /// The rest of it, where `/metrics` has a port of its own.
    package var withoutMetrics: Service {
        Service(
            routes.filter { !["/", "/metrics", ConsolePages.path].contains($0.path) },
            hasConsole: routes.contains { $0.path == ConsolePages.path })
    }

    /// The paths and methods that are answered, parameters in braces.
    package var paths: [(path: String, method: Method)] {
        routes.filter { !$0.isAlias }.map { ($0.path, $0.method) }
    }

    /// Whether the route with this template is left out of the log while all is well.
    package func isQuiet(_ template: String) -> Bool {
        routes.first { $0.path == template }?.isQuiet ?? false
    }

    /// Decides what becomes of a request.
    ///
    /// - Parameters:
    ///   - head: the head of the request.
    ///   - admit: checks the client's credentials, where the route needs any; returns why they are refused.
    /// - Returns: an answer, or what reads the body.
    package func receive(
        _ head: RequestHead, admit: () -> ProblemDetails?
    ) -> Reception {
        let path = head.path
        var found: (route: Route, parameter: Substring)?
        let isInference = InferenceRoutes.contains(path)
        for route in isInference ? groups.inference : groups.others {
            guard let parameter = route.match(path) else { continue }
            found = (route, parameter)
            break
        }
        let template = found?.route.path ?? ""
        do throws(ProblemDetails) {
            if found?.route.needsToken ?? true, let refusal = admit() { throw refusal }
            let outcome = try decide(head, path, found)
            return Reception(isInference ? outcome : Presentation(head).apply(to: outcome), route: template)
        } catch {
            return Reception(Self.refusal(error, of: head, head.requestID), route: template)
        }
    }

    /// The answer to a request that the server itself refuses.
    package func refuse(status: Int, detail: String, head: RequestHead?, requestID: RequestID) -> Reception {
        let problem = ProblemDetails(.kind(of: status), detail)
        guard let head else { return Reception(.answer(problem.answer(requestID: requestID))) }
        let route = routes.first { $0.match(head.path) != nil }
        return Reception(Self.refusal(problem, of: head, requestID), route: route?.path ?? "")
    }

    /// What is wrong with a request, as clients of its path read it.
    private static func refusal(
        _ problem: ProblemDetails, of head: RequestHead, _ requestID: RequestID
    ) -> Reception.Outcome {
        guard !InferenceRoutes.contains(head.path) else {
            return .answer(problem.inferenceAnswer(requestID: requestID))
        }
        return Presentation(head).apply(to: .answer(problem.answer(requestID: requestID)))
    }

    /// - Throws: 404, 405, 411, 413 or 415.
    private func decide(
        _ head: RequestHead, _ path: Substring, _ found: (route: Route, parameter: Substring)?
    ) throws(ProblemDetails) -> Reception.Outcome {
        if head.method == .options, found != nil || path == "*" {
            return .answer(Answer(204, [AnswerField(.allow, found?.route.allowed ?? "GET, HEAD, POST, OPTIONS")]))
        }
        guard let (route, parameter) = found else {
            throw ProblemDetails(
                .notFound, "there is nothing at \(String(path).shortened(above: 256)); GET / lists all paths")
        }
        // HEAD is GET whose body is not sent.
        guard head.method == route.method || (head.method == .head && route.method == .get) else {
            throw ProblemDetails(
                .methodNotAllowed, "\(path) supports \(route.allowed), not \(head.method.rawValue)",
                fields: [AnswerField(.allow, route.allowed)])
        }
        switch route.handler {
        case .get(let answer), .command(let answer):
            // A short one is read and dropped.
            guard head.announcement != .long else {
                throw ProblemDetails(.contentTooLarge, "this path takes no body")
            }
            return .answer(try answer(head, parameter))
        case .post(let reader): return .read(try reader(head, parameter))
        }
    }
}

// Answers that take no file of their own.
extension Service {
    private static let ok = status("ok").unstored

    /// - Throws: 503 where no new work is wanted.
    static func check(isReady: Bool) throws(ProblemDetails) {
        guard isReady else { throw ProblemDetails(.unavailable, "lossd is draining") }
    }

    private static func status(_ text: String) -> Answer {
        var writer = JSONWriter()
        writer.object { $0.member("status", text) }
        return MediaType.json.answer(200, writer.bytes)
    }

    private static let openAPI = (
        yaml: MediaType.yaml.answer(200, Array(OpenAPIText.yaml.utf8)),
        json: MediaType.json.answer(200, Array(OpenAPIText.json.utf8))
    )

    private static let version: Answer = {
        var writer = JSONWriter()
        writer.object { writer in
            writer.member("name", "lossd")
            writer.member("version", Version.number)
            writer.member("torch", Version.torch)
        }
        return MediaType.json.answer(200, writer.bytes)
    }()

    private static func index(_ paths: [String]) -> Answer {
        var writer = JSONWriter()
        writer.object { writer in
            writer.member("name", "lossd")
            writer.member("version", Version.number)
            writer.field("paths")
            writer.strings(paths)
        }
        return MediaType.json.answer(200, writer.bytes)
    }
}
