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
    /// The most bytes that a long body takes while it is read, itself included; called off the loops.
    ///
    /// A bound that is no larger than the second argument is close enough.
    let readingBytes: @Sendable (borrowing [UInt8], Int) -> Int
    /// Is notified of connections and requests, if anything observes them.
    let observer: (any ServerObserver)?

    package init(
        name: String? = nil, receive: @escaping @Sendable (RequestHead) -> Reception,
        refuse: @escaping @Sendable (RequestFailure, RequestHead?, RequestID) -> Reception,
        readingBytes: @escaping @Sendable (borrowing [UInt8], Int) -> Int, observer: (any ServerObserver)? = nil
    ) {
        self.name = name
        self.receive = receive
        self.refuse = refuse
        self.readingBytes = readingBytes
        self.observer = observer
    }
}
