// The answer of /v1/weights.

import Balancing
import TensorJSON

/// The weights of the tasks of a request.
struct WeightsResponse {
    let problem: BalancingRequest
    let answer: BalancingAnswer
    let jacobian: ParsedTensor<Double>?
    let form: TensorForm
    /// How many bytes the answer has at most.
    let maximumBytes: Int

    /// The answer as JSON.
    var bytes: [UInt8] {
        var writer = JSONWriter(reserving: maximumBytes)
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
            if let jacobian {
                writer.field("gradient")
                writer.tensor(
                    shape: Array(jacobian.shape.dropFirst()), values: combined(jacobian.values), form: form)
            }
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
