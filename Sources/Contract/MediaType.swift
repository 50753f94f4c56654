// The media types that lossd writes.

package import Exchange

/// The media types that lossd writes.
package enum MediaType: String, Sendable {
    case json = "application/json"
    case problem = "application/problem+json"
    case yaml = "application/yaml"
    /// The text format of Prometheus.
    case metrics = "text/plain; version=0.0.4; charset=utf-8"

    /// An answer of this type.
    package func answer(_ status: Int, _ body: [UInt8]) -> Answer {
        Answer(status, [AnswerField(.contentType, rawValue)], body)
    }
}
