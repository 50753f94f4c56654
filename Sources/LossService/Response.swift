// What a route answers: a status, a few header fields, and a body.

package import HTTPTypes

/// A response as the two halves of the house exchange it.
package struct Answer: Sendable {
    package var head: HTTPResponse
    package var body: [UInt8]
    /// The template of the route that answered; empty where there is none.
    package var route = ""
    /// How many tasks were evaluated; `nil` where there are none.
    package var tasks: Int?

    init(_ head: HTTPResponse, _ body: [UInt8] = []) {
        self.head = head
        self.body = body
    }
}

/// What becomes of a request.
package enum Response: Sendable {
    case now(Answer)
    /// The answer takes long: whoever asked may work it out where it holds nobody up.
    case later(@Sendable () -> Answer)

    /// The same response with its answer changed.
    func map(_ change: @escaping @Sendable (Answer) -> Answer) -> Response {
        switch self {
        case .now(let answer): .now(change(answer))
        case .later(let work): .later { change(work()) }
        }
    }
}

extension HTTPField.Name {
    /// The identifier of the request, which the answer repeats.
    package static let requestID: HTTPField.Name = {
        guard let name = HTTPField.Name("X-Request-ID") else { fatalError("X-Request-ID is a field name") }
        return name
    }()
}
