// What a route answers: a status, a few header fields, and a body.

package import HTTPTypes

/// A request and a response as the two halves of the house exchange them.
package typealias Answer = (head: HTTPResponse, body: [UInt8])

/// What becomes of a request.
package enum Response: Sendable {
    case now(Answer)
    /// The answer takes long: whoever asked may work it out where it holds nobody up.
    case later(@Sendable () -> Answer)
}

extension HTTPField.Name {
    /// The identifier of the request, which the answer repeats.
    package static let requestID: HTTPField.Name = {
        guard let name = HTTPField.Name("X-Request-ID") else { fatalError("X-Request-ID is a field name") }
        return name
    }()
}
