// The answer of /v1/evaluate, written straight from the buffers that the losses filled.

import Catalogue
import Losses
import TensorJSON

/// What all tasks of a request came to.
struct EvaluateResponse<Scalar: ServiceScalar> {
    let request: EvaluateRequest<Scalar>
    let results: [(plan: TaskPlan<Scalar>, evaluation: Evaluation<Scalar>)]

    /// The answer as JSON.
    var bytes: [UInt8] {
        var writer = JSONWriter()
        writer.object { writer in
            writer.key("dtype")
            writer.string(Scalar.dtypeName)
            writer.key("tasks")
            writer.array { writer in
                for (plan, evaluation) in results { write(plan, evaluation, into: &writer) }
            }
            writer.key("total")
            writer.object { writer in
                writer.key("loss")
                if let total { writer.number(total) } else { writer.null() }
            }
            writeWarnings(into: &writer)
        }
        return writer.bytes
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

    private func write(
        _ plan: TaskPlan<Scalar>, _ evaluation: Evaluation<Scalar>, into writer: inout JSONWriter
    ) {
        writer.object { writer in
            writer.key("name")
            writer.string(plan.name)
            writer.key("loss")
            write(evaluation.loss, into: &writer)
            writer.key("weight")
            writer.number(plan.weight)
            writer.key("denominator")
            writer.number(evaluation.denominator)
            guard !evaluation.gradients.isEmpty else { return }
            writer.key("gradients")
            writer.object { writer in
                for input in plan.type.entry.inputs {
                    for name in evaluation.gradients.keys.filter(input.isNamed).sorted() {
                        guard let gradient = evaluation.gradients[name] else { continue }
                        writer.key(name)
                        write(gradient, into: &writer)
                    }
                }
            }
        }
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
