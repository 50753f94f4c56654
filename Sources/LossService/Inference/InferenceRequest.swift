// A request to infer as it was read: tensors by name, parameters as JSON, and what is wanted.

import PackedTensors

/// What a client of the Open Inference Protocol asks of a model.
struct InferenceRequest {
    /// An output that is wanted.
    struct Output: Sendable {
        let name: String
        /// Whether it is answered as bytes behind the JSON; `nil` where the request as a whole decides.
        var isBinary: Bool?
    }

    /// What the client calls the request; echoed.
    var id: String?
    /// The parameters but those that the protocol reserves, each with its value as JSON.
    var parameters: [(name: String, json: [UInt8])] = []
    /// Whether outputs are answered as bytes unless they say otherwise.
    var answersBytes = false
    /// The tensors, in the order of the request.
    var inputs: [PackedEntry] = []
    /// The bytes that they lie in.
    var bytes: [UInt8] = []
    /// The outputs that are wanted; `nil` for all.
    var outputs: [Output]?
}
