// From the bytes of a request to /v1/weights to the bytes of its answer.

import Balancing
import TensorJSON

/// Answers requests to /v1/weights.
struct WeightsEvaluator {
    private let limits: ServiceLimits

    init(limits: ServiceLimits) {
        self.limits = limits
    }

    /// Reads and plans a request, which is left to be weighed.
    ///
    /// - Throws: what is wrong with its form.
    func begin(_ body: [UInt8]) throws(ProblemDetails) -> PlannedEvaluation {
        var reader = WeightsRequestReader(body, limits: limits)
        let request: WeightsRequest
        do {
            request = try reader.read()
        } catch {
            throw ProblemDetails(error, in: body)
        }
        var faults = reader.faults
        guard reader.isObject else { throw ProblemDetails(faults) }
        var planner = WeightsPlanner(request)
        let plan = planner.plan()
        faults.add(planner.faults)
        guard faults.isEmpty, let plan else { throw ProblemDetails(faults) }
        let tasks = request.tasks.count
        let isLong = Self.isLong(tasks: tasks) || tasks * (plan.jacobian?.values.count ?? 0) > 200_000
        let form = request.tensorFormat
        return PlannedEvaluation(taskCount: tasks, isLong: isLong) { () throws(ProblemDetails) in
            try weigh(plan, form)
        }
    }

    /// Whether weighing so many tasks may take about a millisecond, which is long for the loop that others wait for.
    static func isLong(tasks: Int) -> Bool {
        tasks > 24
    }

    private func weigh(_ plan: WeightsPlan, _ form: TensorForm) throws(ProblemDetails) -> [UInt8] {
        var problem = plan.problem
        if let jacobian = plan.jacobian {
            problem.gramian = Matrix(productsOf: jacobian.values, rows: problem.tasks.count)
        }
        do {
            let answer = try plan.balancer.run(problem)
            return WeightsResponse(problem: problem, answer: answer, jacobian: plan.jacobian, form: form).bytes
        } catch {
            var faults = FaultList()
            faults.add(
                RequestFault(code: error.code.rawValue, at: .pointer(pointer(error.place, plan)), error.detail))
            throw ProblemDetails(faults)
        }
    }

    /// The place in the request that a strategy speaks of.
    private func pointer(_ place: BalancingFault.Place, _ plan: WeightsPlan) -> JSONPointer {
        let root = JSONPointer.root
        switch place {
        case .loss(let task): return root.appending(["losses", task])
        case .norm(let task):
            return root.appending(["gradient_norms", String(plan.problem.tasks.firstIndex(of: task) ?? 0)])
        case .request, .state, .parameter: return place.pointer(below: root)
        case .gramian(let row, let column):
            guard plan.jacobian == nil else { return root.appending("jacobian") }
            let count = plan.problem.tasks.count
            let (isPacked, form) = plan.gramianForm
            let (high, low) = (max(row, column), min(row, column))
            let path =
                isPacked
                ? form.path(to: high * (high + 1) / 2 + low, in: [count * (count + 1) / 2])
                : form.path(to: row * count + column, in: [count, count])
            return root.appending("gramian").appending(path)
        }
    }
}
