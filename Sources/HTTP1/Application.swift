// Where the two halves of the house meet: a request in, a response out.

package import HTTPTypes

/// A response and its body, with what the observer may want to know of them.
package struct Answer: Sendable {
    package var head: HTTPResponse
    package var body: [UInt8]
    package var note: AnswerNote

    package init(_ head: HTTPResponse, _ body: [UInt8] = [], note: AnswerNote = AnswerNote()) {
        self.head = head
        self.body = body
        self.note = note
    }
}

/// What an application says of an answer to those who count or log it; the server only passes it on.
package struct AnswerNote: Sendable {
    /// The template of the path; empty where there is none.
    package var route = ""
    /// Who asked, by name, where that is known.
    package var caller: String?
    /// The trace and the span that the request belongs to, where it said so.
    package var trace: (traceID: String, spanID: String)?
    /// How many things were asked for in one request.
    package var tasks: Int?

    package init() {}
}

/// What answers the requests that a server reads.
package struct Application: Sendable {
    /// What becomes of a request.
    package enum Response: Sendable {
        case now(Answer)
        /// The answer takes long: it is worked out beside the loop, if the client is still there.
        case later(@Sendable () -> Answer)

        /// The answer, however long it takes.
        func finish() -> Answer {
            switch self {
            case .now(let answer): answer
            case .later(let work): work()
            }
        }
    }

    /// A request that the server itself refuses, and the identifier of its answer.
    package struct Refusal: Sendable {
        package let failure: RequestFailure
        /// The head, where it could be read that far.
        package let request: HTTPRequest?
        package let requestID: String
    }

    /// What the field Server of every answer says; `nil` for no such field.
    let name: String?
    /// Answers a request, or says how to; called on any thread.
    let respond: @Sendable (HTTPRequest, [UInt8]) -> Response
    /// Looks at the head of a request whose body is still to come; an answer refuses the body.
    let refuseBody: @Sendable (HTTPRequest) -> Answer?
    /// Words the refusal of a request that the server cannot read, or has no room for.
    let refuse: @Sendable (Refusal) -> Answer
    /// Is told what goes on, if anyone is.
    let observer: (any ServerObserver)?

    package init(
        name: String? = nil, respond: @escaping @Sendable (HTTPRequest, [UInt8]) -> Response,
        refuseBody: @escaping @Sendable (HTTPRequest) -> Answer? = { _ in nil },
        refuse: @escaping @Sendable (Refusal) -> Answer, observer: (any ServerObserver)? = nil
    ) {
        self.name = name
        self.respond = respond
        self.refuseBody = refuseBody
        self.refuse = refuse
        self.observer = observer
    }
}
