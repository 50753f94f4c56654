// The media types that lossd writes.

import HTTPTypes

/// The media types that lossd writes.
enum MediaType: String {
    case json = "application/json"
    case problem = "application/problem+json"
    case yaml = "application/yaml"
    /// The text format of Prometheus.
    case metrics = "text/plain; version=0.0.4; charset=utf-8"

    /// An answer of this type.
    func answer(_ status: HTTPResponse.Status, _ body: [UInt8]) -> Answer {
        var head = HTTPResponse(status: status)
        head.headerFields[.contentType] = rawValue
        return Answer(head, body)
    }
}
