// A request to /v1/weights as it was read, nothing checked against the strategy yet.

import TensorJSON

/// What is known of the gradients of tasks.
struct WeightsRequest {
    var tasks: [String] = []
    var settings = WeightingSettings()
    var losses: [String: Double?]?
    var lossesAfter: [String: Double?]?
    var inactive: [String] = []
    var gramian: TensorReading<Double>?
    var tolerance: Double?
    var gradientNorms: TensorReading<Double>?
    var jacobian: TensorReading<Double>?
    var tensorFormat = TensorForm.nested
    /// The form of the answer.
    var answerForm = BodyForm.json
    /// Tensors next to the JSON, which it names; `nil` where the body is JSON alone.
    var packed: PackedParts?
}
