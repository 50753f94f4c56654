// What a server tells of what goes on, for those who count or log it.

package import HTTPTypes

/// A request and its answer, when that is written.
package struct Exchange: Sendable {
    /// The head of the request; `nil` of one that could not be read that far.
    package let request: HTTPRequest?
    /// The identifier that the answer carries.
    package let requestID: String
    /// The address of the client.
    package let remote: String
    /// The status of the answer; 499 for a client that was gone before it.
    package let status: Int
    /// From the last byte of the request to the writing of its answer.
    package let seconds: Double
    package let receivedBytes: Int
    package let sentBytes: Int
    /// What the application said of its answer; `nil` for a client that was gone before it.
    package let note: AnswerNote?
}

/// Is told what goes on; called on any thread, and must not take long.
package protocol ServerObserver: Sendable {
    func connectionsChanged(by change: Int)
    /// A connection was closed at once: there are too many from its address.
    func connectionRefused()
    /// TLS could not be agreed on.
    func handshakeFailed(remote: String, reason: String)
    func requestBegan()
    /// The server refuses a request for this reason; one of the two below follows.
    func refused(_ reason: RequestFailure.Reason)
    func requestEnded(_ exchange: Exchange)
    /// A request was refused before it was whole; it never began.
    func requestRefused(_ exchange: Exchange)
}
