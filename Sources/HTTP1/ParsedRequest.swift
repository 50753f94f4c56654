// A whole request, as it came out of the bytes.

package import HTTPTypes

/// A request with its body.
package struct ParsedRequest: Sendable {
    package let head: HTTPRequest
    /// The body without its content coding.
    package var body: [UInt8]
    /// Bytes of the body as it came.
    package let receivedBytes: Int
    /// Whether the client means to send another request on the connection.
    package let keepsAlive: Bool
    /// The minor version of HTTP/1 that the client speaks.
    package let minorVersion: Int
}

/// What a parser found next.
package enum RequestEvent: Sendable {
    /// A header section whose body is still to come; the client may wait for "100 Continue" before it sends it.
    case bodyAhead(HTTPRequest, expectsContinue: Bool)
    /// More can be done with what was appended, after others had their turn.
    case pause
    case request(ParsedRequest)
    /// What cannot be understood, with what was read of its head before.
    case failure(RequestFailure, HTTPRequest?)
}
