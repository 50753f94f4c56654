// What a strategy makes of tasks, as both endpoints answer it.

import Balancing
import Contract
import TensorJSON

extension JSONWriter {
    /// Writes what an answer says of a strategy besides the weights.
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
            guard let gramian = answer.gramian else { return }
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

    /// Writes what a solver reports.
    private mutating func solver(_ report: SolverReport?) {
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
    private mutating func warnings(_ warnings: [BalancingWarning]) {
        guard !warnings.isEmpty else { return }
        field("warnings")
        array { writer in
            for warning in warnings {
                RequestFault(code: warning.code.rawValue, at: .pointer(.root), warning.detail).write(into: &writer)
            }
        }
    }
}
