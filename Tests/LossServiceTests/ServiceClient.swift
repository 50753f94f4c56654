// A client of the service that needs no socket.

import HTTPTypes
import LossService
import TestSupport

/// What came back from a request.
struct ServiceAnswer {
    let status: Int
    let fields: HTTPFields
    let body: [UInt8]

    /// The body as a tree.
    var json: JSONTree {
        get throws { try JSONTree(body) }
    }

    /// What `errors` of a problem names: places and codes.
    var faults: [String] {
        get throws {
            try json["errors"]?.elements.map { error in
                let place = error["pointer"]?.text ?? error["offset"]?.double.map { "offset \(Int($0))" } ?? "-"
                return "\(place) \(error["code"]?.text ?? "?")"
            } ?? []
        }
    }
}

extension Service {
    /// Sends a request as a client would.
    func send(
        _ method: HTTPRequest.Method, _ path: String, body: String? = nil, fields: HTTPFields = [:]
    ) -> ServiceAnswer {
        var request = HTTPRequest(method: method, scheme: "http", authority: "localhost", path: path)
        request.headerFields = fields
        if let body { request.headerFields[.contentLength] = String(body.utf8.count) }
        let answer = respond(to: request, body: Array((body ?? "").utf8))
        return ServiceAnswer(status: answer.head.status.code, fields: answer.head.headerFields, body: answer.body)
    }

    /// Posts a request to /v1/evaluate.
    func evaluate(_ body: String) -> ServiceAnswer {
        send(.post, "/v1/evaluate", body: body)
    }
}
