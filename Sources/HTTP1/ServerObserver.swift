// What a server reports to metrics and logs.

package import Exchange

/// A request and its answer, once that is written.
package struct RequestRecord: Sendable {
    /// The method of the request; `nil` of one that could not be read that far.
    package let method: Method?
    /// The identifier that the answer carries.
    package let requestID: RequestID
    /// The address of the client.
    package let remote: String
    /// The status of the answer; 499, as nginx has it, if the client closed its connection before.
    package internal(set) var status: Int
    /// When its head was read, in nanoseconds of the monotonic clock.
    package let began: UInt64
    /// When its last byte was read; `nil` if it was refused before.
    package let whole: UInt64?
    /// When its answer was written, or its client gone.
    package internal(set) var ended: UInt64
    package let receivedBytes: Int
    package internal(set) var sentBytes: Int
    package let note: RequestNote
    package let answer: AnswerNote

    /// From the last byte of the request to the writing of its answer.
    package var seconds: Double {
        guard let whole, ended > whole else { return 0 }
        return Double(ended - whole) / 1e9
    }
}

/// Is notified of events; called on any thread, and must return quickly.
package protocol ServerObserver: Sendable {
    func connectionsChanged(by change: Int)
    /// A connection was closed at once: there are too many from its address.
    func connectionRefused()
    /// TLS could not be agreed on.
    func handshakeFailed(remote: String, reason: String)
    func requestBegan()
    /// The server refuses a request for this reason; one of the two below follows.
    func refused(_ reason: RequestFailure.Reason)
    func requestEnded(_ record: RequestRecord)
    /// A request was refused before it was whole; it never began.
    func requestRefused(_ record: RequestRecord)
}

// An observer implements what it is interested in.
extension ServerObserver {
    package func connectionsChanged(by change: Int) {}
    package func connectionRefused() {}
    package func handshakeFailed(remote: String, reason: String) {}
    package func requestBegan() {}
    package func refused(_ reason: RequestFailure.Reason) {}
    package func requestEnded(_ record: RequestRecord) {}
    package func requestRefused(_ record: RequestRecord) {}
}
