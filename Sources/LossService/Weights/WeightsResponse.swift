// The answer of /v1/weights.

import Balancing
import TensorJSON

/// What the tasks of a request weigh.
struct WeightsResponse {
    let problem: BalancingRequest
    let answer: BalancingAnswer
    let jacobian: ParsedTensor<Double>?
    let form: TensorForm

    /// The answer as JSON.
    var bytes: [UInt8] {
        var writer = JSONWriter()
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

extension JSONWriter {
    /// Writes what a strategy made of the tasks of a batch.
    mutating func weighed<Scalar: ServiceScalar>(_ batch: WeighedBatch<Scalar>) {
        field("weighting")
        object { writer in
            writer.member("strategy", batch.strategy)
            writer.field("weights")
            writer.byTask(batch.problem.tasks, batch.weights)
            writer.outcome(batch.answer, of: batch.problem)
        }
    }

    /// Writes all that an answer says beside weights.
    mutating func outcome(_ answer: BalancingAnswer, of problem: BalancingRequest) {
        field("state")
        state(answer.state)
        field("diagnostics")
        diagnostics(answer, of: problem)
        field("solver")
        solver(answer.report)
        field("stationary")
        boolean(answer.isStationary)
        warnings(answer.warnings)
    }

    private mutating func diagnostics(_ answer: BalancingAnswer, of problem: BalancingRequest) {
        guard problem.wantsDiagnostics else { return null() }
        object { writer in
            guard let gramian = problem.gramian else { return }
            let active = answer.isActive.indices.filter { answer.isActive[$0] }
            let diagnostics = GradientDiagnostics(gramian.symmetrized.part(active))
            let names = active.map { problem.tasks[$0] }
            writer.field("gradient_norms")
            writer.byTask(names, diagnostics.norms)
            writer.field("cosines")
            writer.tensor(
                shape: [names.count, names.count], values: diagnostics.cosines.numbers, form: .nested)
            writer.field("conflicting_pairs")
            writer.array { writer in
                for (first, second, cosine) in diagnostics.conflicts {
                    writer.array { writer in
                        writer.string(names[first])
                        writer.string(names[second])
                        writer.number(cosine)
                    }
                }
            }
            writer.field("stationarity")
            writer.number(diagnostics.stationarity)
            writer.field("rank")
            writer.integer(diagnostics.rank)
            writer.field("zero_gradient_tasks")
            writer.strings(answer.zeroGradients)
        }
    }

    /// Writes an object of numbers.
    mutating func byTask(_ tasks: [String], _ numbers: [Double]) {
        object { writer in
            for (task, number) in zip(tasks, numbers) {
                writer.key(task)
                writer.number(number)
            }
        }
    }

    /// Writes what a solver says of its work.
    mutating func solver(_ report: SolverReport?) {
        guard let report else { return null() }
        object { writer in
            writer.member("name", report.name)
            writer.field("iterations")
            writer.integer(report.iterations)
            writer.field("converged")
            writer.boolean(report.hasConverged)
            writer.field("residual")
            writer.number(report.residual)
        }
    }

    /// Writes warnings of a strategy, where there are any.
    mutating func warnings(_ warnings: [BalancingWarning]) {
        guard !warnings.isEmpty else { return }
        field("warnings")
        array { writer in
            for warning in warnings {
                RequestFault(code: warning.code.rawValue, at: .pointer(.root), warning.detail).write(into: &writer)
            }
        }
    }
}
