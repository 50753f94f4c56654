// A request to /v1/evaluate as it was read: everything in its type, nothing checked against a loss yet.

import Catalogue
import Contract
import Exchange
import Losses
import TensorJSON

/// The types that a request can be computed in.
protocol ServiceScalar: LossScalar, JSONFloat, BodyNumber {
    /// Evaluates a loss, by its requirement for this type.
    static func evaluate(_ loss: any Loss, _ problem: Problem<Self>) throws(LossFaults) -> Evaluation<Self>

    /// What looks suspicious in a problem that was evaluated.
    static func suspicions(_ loss: any Loss, _ problem: Problem<Self>) -> [LossWarning]
}

extension Float: ServiceScalar {
    static func evaluate(_ loss: any Loss, _ problem: Problem<Float>) throws(LossFaults) -> Evaluation<Float> {
        try loss.evaluate(problem)
    }

    static func suspicions(_ loss: any Loss, _ problem: Problem<Float>) -> [LossWarning] { loss.suspicions(problem) }
}

extension Double: ServiceScalar {
    static func evaluate(_ loss: any Loss, _ problem: Problem<Double>) throws(LossFaults) -> Evaluation<Double> {
        try loss.evaluate(problem)
    }

    static func suspicions(_ loss: any Loss, _ problem: Problem<Double>) -> [LossWarning] { loss.suspicions(problem) }
}

/// A batch of tasks.
struct EvaluateRequest<Scalar: ServiceScalar> {
    /// The scalar that is differentiated.
    enum GradientOf: String, CaseIterable, Sendable {
        case task, total
    }

    var gradients = GradientSelection.predictions
    var gradientOf = GradientOf.task
    var tensorFormat = TensorForm.nested
    /// The form of the answer.
    var answerForm = BodyForm.json
    /// Whether the answer has warnings.
    var warns = true
    var weighting: Weighting?
    var tensors: [ExactString: TensorReading<Scalar>] = [:]
    var tasks: [TaskRequest<Scalar>]?
}

/// One task.
struct TaskRequest<Scalar: ServiceScalar> {
    var name: String?
    var loss: String?
    var weight = 1.0
    /// Whether the forms without NaN are wanted.
    var isSafe = false
    var gradients: GradientSelection?
    var mask: TensorReading<Scalar>?
    var sampleWeight: TensorReading<Scalar>?
    var gradOutput: TensorReading<Scalar>?
    /// Options by the name of a training stack.
    var preset: String?
    /// What a mean divides by instead of its own denominator.
    var denominator: Double?
    var options: [(name: String, value: RawOption<Scalar>)] = []
    /// The fields that the loss names, and unknown ones.
    var inputs: [(name: String, value: TensorReading<Scalar>)] = []
    /// The fields that are null, which is as good as absent unless the loss needs them.
    var nulls: [String] = []

    /// How many tensors it brings along.
    var tensorCount: Int {
        let tensors = options.count { if case .tensor = $0.value { true } else { false } }
        return inputs.count + nulls.count + tensors + [mask, sampleWeight, gradOutput].count { $0 != nil }
    }
}

/// The value of an option before its type is known.
enum RawOption<Scalar: ServiceScalar> {
    case number(Double, whole: Int?, Scalar)
    case boolean(Bool)
    case text(String)
    case tensor(TensorReading<Scalar>)

    /// The value of an option of a preset.
    init(_ value: OptionValue) {
        switch value {
        case .number(let number): self = .number(number, whole: Int(exactly: number), Scalar(number))
        case .integer(let integer): self = .number(Double(integer), whole: integer, Scalar(integer))
        case .boolean(let boolean): self = .boolean(boolean)
        default: self = .text(value.text)
        }
    }

    /// What it is as the value of an option that is no tensor.
    var value: RawValue {
        switch self {
        case .number(let number, let whole, _): .number(number, whole: whole)
        case .boolean(let boolean): .boolean(boolean)
        case .text(let text): .text(text)
        case .tensor(.tensor(let tensor)) where tensor.shape.count == 1: .list(tensor.values.map { Double($0) })
        case .tensor: .other("a tensor")
        }
    }

    /// What it is, in words.
    var kind: String {
        if case .tensor = self { "a tensor" } else { value.kind }
    }
}
