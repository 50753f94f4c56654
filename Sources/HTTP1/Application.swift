// Where the two halves of the house meet: a request in, a response out.

package import HTTPTypes

/// What answers the requests that a server reads.
package struct Application: Sendable {
    /// A response and its body.
    package typealias Answer = (head: HTTPResponse, body: [UInt8])

    /// What becomes of a request.
    package enum Response: Sendable {
        case now(Answer)
        /// The answer takes long: it is worked out beside the loop, if the client is still there.
        case later(@Sendable () -> Answer)
    }

    /// Answers a request, or says how to; called on any thread.
    let respond: @Sendable (HTTPRequest, [UInt8]) -> Response
    /// Is told what goes on, if anyone is.
    let observer: (any ServerObserver)?
    /// Words the refusal of a request that the server cannot read: status, detail, request identifier.
    let refuse: @Sendable (Int, String, String) -> Answer

    package init(
        respond: @escaping @Sendable (HTTPRequest, [UInt8]) -> Response,
        refuse: @escaping @Sendable (Int, String, String) -> Answer, observer: (any ServerObserver)? = nil
    ) {
        self.respond = respond
        self.refuse = refuse
        self.observer = observer
    }
}
