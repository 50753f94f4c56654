// The answer of /v1/evaluate, written straight from the buffers that the losses filled.

import Balancing
import Catalogue
import Losses
import TensorJSON

/// What all tasks of a request came to.
struct EvaluateResponse<Scalar: ServiceScalar> {
    let request: EvaluateRequest<Scalar>
    let results: [(plan: TaskPlan<Scalar>, evaluation: Evaluation<Scalar>)]
    /// What the strategy of the request made of them; `nil` without one.
    let weighed: WeighedBatch<Scalar>?

    /// The answer as JSON.
    var bytes: [UInt8] {
        var writer = JSONWriter()
        writer.object { writer in
            writer.key("dtype")
            writer.string(Scalar.dtypeName)
            writer.key("tasks")
            writer.array { writer in
                for index in results.indices { write(index, into: &writer) }
            }
            writer.key("total")
            writer.object { writer in writeTotal(into: &writer) }
            if let weighed { writer.weighed(weighed) }
            writeWarnings(into: &writer)
        }
        return writer.bytes
    }

    private func writeTotal(into writer: inout JSONWriter) {
        writer.key("loss")
        guard let weighed, let total = weighed.answer.total, let sum = weighed.answer.weightedSum else {
            if let total { writer.number(total) } else { writer.null() }
            return
        }
        writer.number(Scalar(total))
        writer.key("weighted_sum")
        writer.number(Scalar(sum))
        guard !weighed.gradients.isEmpty else { return }
        writer.key("gradients")
        writer.object { writer in
            for (name, tensor) in weighed.gradients {
                writer.key(name)
                write(tensor, into: &writer)
            }
        }
    }

    /// The weighted sum of the losses; `nil` when one of them is not a single number.
    private var total: Scalar? {
        var sum = 0.0
        for (plan, evaluation) in results {
            guard evaluation.loss.shape.isEmpty else { return nil }
            sum += plan.weight * Double(evaluation.loss.values[0])
        }
        return Scalar(sum)
    }

    private func write(_ index: Int, into writer: inout JSONWriter) {
        let (plan, evaluation) = results[index]
        writer.object { writer in
            writer.key("name")
            writer.string(plan.name)
            writer.key("loss")
            if weighed?.answer.isActive[index] == false { writer.null() } else { write(evaluation.loss, into: &writer) }
            writer.key("weight")
            writer.number(plan.weight)
            writer.key("denominator")
            writer.number(evaluation.denominator)
            guard !plan.answeredGradients.isEmpty else { return }
            writer.key("gradients")
            writer.object { writer in
                for input in plan.type.entry.inputs {
                    for name in plan.answeredGradients.filter(input.isNamed).sorted() {
                        guard let gradient = evaluation.gradients[name] else { continue }
                        writer.key(name)
                        write(scaled(gradient, of: index), into: &writer)
                    }
                }
            }
        }
    }

    /// The gradient of the total, where a strategy has told what the task counts for.
    private func scaled(_ gradient: Tensor<Scalar>, of index: Int) -> Tensor<Scalar> {
        guard let weighed, request.gradientOf == .total else { return gradient }
        let weight = weighed.weights[index]
        // A task that takes no part may have gradients of no number.
        return Tensor(
            shape: gradient.shape, values: gradient.values.map { weight == 0 ? 0 : Scalar(Double($0) * weight) })
    }

    private func write(_ tensor: Tensor<Scalar>, into writer: inout JSONWriter) {
        // A single number is written as one, whatever the form of the tensors.
        if tensor.shape.isEmpty {
            writer.number(tensor.values[0])
        } else {
            writer.tensor(shape: tensor.shape, values: tensor.values, form: request.tensorFormat)
        }
    }

    private func writeWarnings(into writer: inout JSONWriter) {
        let warnings = results.flatMap { plan, evaluation in evaluation.warnings.map { (plan, $0) } }
        guard !warnings.isEmpty else { return }
        writer.key("warnings")
        writer.array { writer in
            for (plan, warning) in warnings {
                RequestFault(
                    code: warning.code.rawValue, at: .pointer(plan.pointer(to: warning.place)), warning.detail
                ).write(into: &writer)
            }
        }
    }
}
