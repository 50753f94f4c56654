// The two forms of a body: JSON, or a safetensors file that has the JSON in its metadata.

import Contract

/// How a request or an answer is written.
package enum BodyForm: Sendable {
    case json
    /// Tensors next to the JSON, in the format of Hugging Face's safetensors.
    case safetensors

    /// The key of the JSON in `__metadata__`.
    static let metadataKey = "lossd"

    /// How many bytes of a short body are read in the time that a byte of JSON takes.
    var pace: Int {
        switch self {
        case .json: 1
        case .safetensors: 4
        }
    }

    /// Room for the JSON of an answer of at most `bytes`: in a file, tensors have only their names there.
    func jsonRoom(_ bytes: Int) -> Int {
        switch self {
        case .json: bytes
        case .safetensors: min(bytes, 4096)
        }
    }

    var mediaType: MediaType {
        switch self {
        case .json: .json
        case .safetensors: .safetensors
        }
    }
}
