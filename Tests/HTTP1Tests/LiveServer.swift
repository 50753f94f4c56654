// What tests do with a live server: connect to it, and wait until it has ended.

import Exchange
import HTTP1
import TestSupport
import Testing
import Transport

extension Application {
    /// An application that answers every request from its head and its body, and refuses what the server refuses.
    ///
    /// A long body takes eight times its bytes to read if it begins with a space, and only its bytes otherwise.
    ///
    /// - Parameters:
    ///   - observer: is notified of what the server does.
    ///   - unwanted: a path whose bodies are refused by the head of the request.
    ///   - refusal: the body of a refusal.
    ///   - respond: what to answer.
    /// - Returns: the application.
    static func answering(
        observer: (any ServerObserver)? = nil, unwanted: String? = nil,
        refusal: @escaping @Sendable (RequestFailure) -> String = { "refused: \($0.detail)." },
        _ respond: @escaping @Sendable (RequestHead, [UInt8]) -> Plan
    ) -> Application {
        Application(
            receive: { head in
                if head.target == unwanted { return Reception(.answer(Answer(401, [], Array("unwanted.".utf8)))) }
                return Reception(
                    .read(
                        BodyReader(bytes: { body, _ in body.first == 0x20 ? 8 * body.count : body.count }) { body, _ in
                            respond(head, body)
                        }))
            },
            refuse: { failure, _, _ in
                Reception(.answer(Answer(failure.status, [], Array(refusal(failure).utf8))))
            }, observer: observer)
    }
}

extension Plan {
    /// A job that is so much work that it runs off the loop, and waits at a gate there.
    static func slow(_ answer: Answer, _ gate: Gate, cost: Cost = Cost(work: .max)) -> Plan {
        .job(
            Job(cost: cost) {
                gate.pass()
                return answer
            })
    }
}

extension ServerLimits {
    /// Limits of a server whose clients keep their end open, so that one that drains does not wait for them.
    static var forTests: ServerLimits {
        var limits = ServerLimits()
        limits.lingerSeconds = 0.1
        limits.drainIdleSeconds = 0
        return limits
    }
}

func connect(to server: Server) throws -> RawClient {
    try #require(RawClient(port: server.address.port))
}

func drain(_ server: Server) async {
    await withCheckedContinuation { continuation in server.drain { continuation.resume() } }
}
