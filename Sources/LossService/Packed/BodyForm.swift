// The two forms of a body: JSON, or a safetensors file that has the JSON in its metadata.

import Contract
import Safetensors

/// How a request or an answer is written.
package enum BodyForm: Sendable {
    case json
    /// Tensors next to the JSON, in the format of Hugging Face's safetensors.
    case safetensors

    /// The key of the JSON in `__metadata__`.
    static let metadataKey = "lossd"

    /// How many bytes of a body of tensors are read in the time that a byte of JSON takes, where so many are JSON.
    static func pace(jsonBytes: Int) -> Int {
        // A short JSON takes no longer than the tensors behind it.
        jsonBytes <= 8192 ? 4 : 1
    }

    /// How many bytes of this body are read in the time that a byte of JSON takes.
    func pace(_ body: borrowing [UInt8]) -> Int {
        switch self {
        case .json: 1
        case .safetensors: Self.pace(jsonBytes: SafetensorsFile.headerBytes(of: body) ?? .max)
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
