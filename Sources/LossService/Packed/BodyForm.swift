// The two forms of a body: JSON, or a safetensors file that has the JSON in its metadata.

import Contract

/// How a request or an answer is written.
package enum BodyForm: Sendable {
    case json
    /// Tensors next to the JSON, in the format of Hugging Face's safetensors.
    case safetensors

    /// The key of the JSON in `__metadata__`.
    static let metadataKey = "lossd"

    var mediaType: MediaType {
        switch self {
        case .json: .json
        case .safetensors: .safetensors
        }
    }
}
