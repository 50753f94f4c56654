// Between the server and the service: who may ask, and what every answer carries beside its own fields.

import Access
import HTTP1
import HTTPTypes
import LossService
import Telemetry

/// The application that a server serves: the service, behind its gate.
struct Gate: Sendable {
    let service: Service
    let tokens: TokenStore?
    let origins: AllowedOrigins

    /// What may be asked without a token: whether the process lives and is ready is no secret.
    private static let openPaths = ["/livez", "/readyz"]

    private static let traceparent = HTTPField.Name("traceparent")
    private static let traceresponse = HTTPField.Name("traceresponse")

    /// The application, which tells `observer` what goes on.
    func application(observer: any ServerObserver) -> Application {
        Application(
            name: "lossd", respond: respond, refuseBody: refuseBody,
            refuse: { refusal in
                let failure = refusal.failure
                var answer = HTTP1.Answer(
                    service.refuse(status: failure.status, detail: failure.detail, requestID: refusal.requestID))
                if let request = refusal.request { answer = finish(answer, request) }
                return answer
            }, observer: observer)
    }

    private func respond(_ request: HTTPRequest, _ body: [UInt8]) -> Application.Response {
        if let preflight = origins.preflight(request) { return .now(HTTP1.Answer(preflight)) }
        let caller: String?
        switch admit(request) {
        case .refused(let answer): return .now(finish(answer, request))
        case .admitted(let name): caller = name
        }
        switch service.begin(request, body: body) {
        case .now(let answer): return .now(finish(HTTP1.Answer(answer), request, caller))
        case .later(let work): return .later { finish(HTTP1.Answer(work()), request, caller) }
        }
    }

    private func refuseBody(_ request: HTTPRequest) -> HTTP1.Answer? {
        switch admit(request) {
        case .refused(let answer): finish(answer, request)
        case .admitted(let caller): service.refusal(of: request).map { finish(HTTP1.Answer($0), request, caller) }
        }
    }

    private enum Admission {
        case admitted(String?)
        case refused(HTTP1.Answer)
    }

    /// Whether the request may be answered at all.
    private func admit(_ request: HTTPRequest) -> Admission {
        guard let tokens, !Self.openPaths.contains(String((request.path ?? "").prefix { $0 != "?" })) else {
            return .admitted(nil)
        }
        let (detail, challenge): (String, String)
        switch tokens.check(request.headerFields) {
        case .known(let name): return .admitted(name)
        case .missing: (detail, challenge) = ("send Authorization: Bearer TOKEN", "Bearer realm=\"lossd\"")
        case .wrong:
            detail = "Authorization holds no token that is known here"
            challenge = "Bearer realm=\"lossd\", error=\"invalid_token\""
        }
        return .refused(
            HTTP1.Answer(
                service.refuse(
                    status: 401, detail: detail, requestID: request.headerFields[.requestID],
                    fields: [.wwwAuthenticate: challenge])))
    }

    /// Adds what every answer carries, and what the log wants to know of it.
    private func finish(_ answer: HTTP1.Answer, _ request: HTTPRequest, _ caller: String? = nil) -> HTTP1.Answer {
        var answer = answer
        answer.note.caller = caller
        // A browser must not take an answer for anything but what it says it is.
        answer.head.headerFields[.xContentTypeOptions] = "nosniff"
        origins.allow(request, in: &answer.head.headerFields)
        if let name = Self.traceparent, let response = Self.traceresponse,
            let trace = TraceParent(request.headerFields[name])
        {
            answer.head.headerFields[response] = trace.response
            answer.note.trace = (trace.traceID, trace.spanID)
        }
        return answer
    }
}

extension HTTP1.Answer {
    /// An answer of the service, as the server takes it.
    init(_ answer: LossService.Answer) {
        self.init(answer.head, answer.body)
        note.route = answer.route
        note.tasks = answer.tasks
    }
}
