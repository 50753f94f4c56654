// The seam between the two halves of lossd: a request goes in, an answer comes out.

package import Exchange

/// What answers the requests that a server reads.
package struct Application: Sendable {
    /// The value of the field Server of every answer; `nil` for no such field.
    let name: String?
    /// Decides what becomes of a request, from its head alone; called once for each request.
    let receive: @Sendable (RequestHead) -> Reception
    /// The answer to a request that the server itself refuses, with what all answers carry.
    let refuse: @Sendable (RequestFailure, RequestHead?, RequestID) -> Reception
    /// Is notified of connections and requests, if anything observes them.
    let observer: (any ServerObserver)?

    package init(
        name: String? = nil, receive: @escaping @Sendable (RequestHead) -> Reception,
        refuse: @escaping @Sendable (RequestFailure, RequestHead?, RequestID) -> Reception,
        observer: (any ServerObserver)? = nil
    ) {
        self.name = name
        self.receive = receive
        self.refuse = refuse
        self.observer = observer
    }
}
