// The answer of /v1/weights.

import Balancing
import Exchange
import PackedTensors
import Safetensors
import TensorJSON

/// The weights of the tasks of a request.
struct WeightsResponse {
    let problem: BalancingRequest
    let answer: BalancingAnswer
    let jacobian: ParsedTensor<Double>?
    let form: TensorForm
    let answerForm: BodyForm
    /// How many bytes the answer has at most.
    let maximumBytes: Int

    /// The answer, in its form.
    var body: [BodyPiece] {
        let gradient = gradient
        let json = json { writer in
            guard let gradient else { return }
            writer.field("gradient")
            if answerForm == .json {
                writer.tensor(shape: gradient.shape, values: gradient.values, form: form)
            } else {
                writer.string(Self.gradientName)
            }
        }
        guard answerForm == .safetensors else { return [.bytes(json)] }
        var file = SafetensorsWriter<Double>()
        file.add(.init("weights", .float64, shape: [answer.weights.count], values: answer.weights))
        if let gradient {
            file.add(.init(Self.gradientName, gradient.dtype, shape: gradient.shape, values: gradient.values))
        }
        return file.body(json)
    }

    /// The weighted sum of the rows of a Jacobian, and the type that it is packed in; `nil` without one.
    var gradient: (shape: [Int], values: [Double], dtype: PackedDtype)? {
        guard let jacobian else { return nil }
        let own = jacobian.dtype ?? .float64
        return (Array(jacobian.shape.dropFirst()), combined(jacobian.values), own.isFloating ? own : .float64)
    }

    /// What operators see of it.
    var note: AnswerNote {
        AnswerNote(tasks: problem.tasks.count, elements: 0, warnings: answer.warnings.map(\.code.rawValue))
    }

    /// The state for the next step, as JSON.
    var stateJSON: [UInt8] {
        var writer = JSONWriter()
        writer.state(answer.state)
        return writer.bytes
    }

    private static var gradientName: String { "gradient" }

    private func json(_ writeGradient: (inout JSONWriter) -> Void) -> [UInt8] {
        var writer = JSONWriter(reserving: answerForm.jsonRoom(maximumBytes))
        writer.object { writer in
            writer.field("weights")
            writer.byTask(problem.tasks, answer.weights)
            if let total = answer.total, let weightedSum = answer.weightedSum {
                writer.field("total")
                writer.object { writer in
                    writer.field("loss")
                    writer.number(total)
                    writer.field("weighted_sum")
                    writer.number(weightedSum)
                }
            }
            writeGradient(&writer)
            writer.outcome(answer, of: problem)
        }
        return writer.bytes
    }

    /// Σ wᵢ·gᵢ.
    private func combined(_ rows: [Double]) -> [Double] {
        let width = rows.count / max(problem.tasks.count, 1)
        var sum = [Double](repeating: 0, count: width)
        for (row, weight) in answer.weights.enumerated() where weight != 0 {
            for column in 0..<width { sum[column] += weight * rows[row * width + column] }
        }
        return sum
    }
}
