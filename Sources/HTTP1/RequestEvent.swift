// What a parser finds in the bytes of a connection.

package import Exchange

/// The next thing that a parser found.
package enum RequestEvent: Sendable {
    /// A header section; a body may follow, which the client may hold back until it is asked to continue.
    case head(RequestHead, expectsContinue: Bool)
    /// The end of the request whose head was the last event.
    case end(RequestEnd)
    /// There is more to do with what was appended, after other connections had their turn.
    case pause
    /// What cannot be understood, with the head of the request where it was read that far.
    case failure(RequestFailure, RequestHead?)
}

/// A request that has arrived whole.
package struct RequestEnd: Sendable {
    /// The body without its content coding; empty if it was discarded.
    package let body: [UInt8]
    /// Bytes of the body as it came.
    package let receivedBytes: Int
    /// Whether the client means to send another request on the connection.
    package let keepsAlive: Bool
    /// The minor version of HTTP/1 that the client uses.
    package let minorVersion: Int
}
