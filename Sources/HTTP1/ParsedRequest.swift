// A whole request, as it came out of the bytes.

package import HTTPTypes

/// A request with its body.
package struct ParsedRequest: Sendable {
    package let head: HTTPRequest
    package let body: [UInt8]
    /// Whether the client means to send another request on the connection.
    package let keepsAlive: Bool
    /// The minor version of HTTP/1 that the client speaks.
    package let minorVersion: Int
}

/// What a parser found next.
package enum RequestEvent: Sendable {
    /// A header section that waits for "100 Continue" before its body is sent.
    case continueExpected
    case request(ParsedRequest)
    /// What cannot be understood, with what was read of its head before.
    case failure(RequestFailure, HTTPRequest?)
}
