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
    /// The identifier of the request, which answer and logs repeat.
    package static let requestID: HTTPField.Name = {
        guard let name = HTTPField.Name("X-Request-ID") else { return .via }
        return name
    }()
}

/// The media types that lossd writes.
enum MediaType: String {
    case json = "application/json"
    case problem = "application/problem+json"
    case yaml = "application/yaml"

    /// An answer of this type.
    func answer(_ status: HTTPResponse.Status, _ body: [UInt8]) -> Answer {
        var head = HTTPResponse(status: status)
        head.headerFields[.contentType] = rawValue
        return (head, body)
    }
}
