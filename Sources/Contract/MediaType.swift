// The media types that lossd writes.

package import Exchange

/// The media types that lossd writes.
package enum MediaType: String, Sendable {
    case json = "application/json"
    case problem = "application/problem+json"
    case safetensors = "application/vnd.safetensors"
    case bytes = "application/octet-stream"
    case yaml = "application/yaml"
    /// The text format of Prometheus.
    case metrics = "text/plain; version=0.0.4; charset=utf-8"

    /// An answer of this type.
    package func answer(_ status: Int, _ body: [UInt8]) -> Answer {
        answer(status, pieces: [.bytes(body)])
    }

    /// An answer of this type, whose body is in parts.
    package func answer(_ status: Int, pieces: [BodyPiece]) -> Answer {
        Answer(status, [AnswerField(.contentType, rawValue)], pieces: pieces)
    }
}

extension Answer {
    /// The same answer, which no cache may keep: it holds for the moment, or for one request.
    package var unstored: Answer {
        var answer = self
        answer.fields.append(AnswerField(.cacheControl, "no-store"))
        return answer
    }
}
