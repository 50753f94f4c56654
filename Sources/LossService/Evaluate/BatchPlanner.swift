// Plans all tasks of a request, and checks what concerns several: names, shared tensors, weighting, cost.

import Catalogue
import Contract
import Exchange
import Losses
import TensorJSON

/// A request that was read and checked, on its way to being evaluated.
///
/// A class, since it is passed on often and never changes.
final class Batch<Scalar: ServiceScalar>: Sendable {
    let gradientOf: EvaluateRequest<Scalar>.GradientOf
    let tensorFormat: TensorForm
    let answerForm: BodyForm
    /// Whether the answer has warnings.
    let warns: Bool
    /// The tasks; no plan for one of which nothing more can be said.
    let plans: [TaskPlan<Scalar>?]
    let weighting: BatchWeighting<Scalar>?
    let faults: BatchFaults
    let cost: Cost

    init(
        _ request: EvaluateRequest<Scalar>, _ plans: [TaskPlan<Scalar>?], _ weighting: BatchWeighting<Scalar>?,
        _ faults: BatchFaults, _ cost: Cost
    ) {
        (gradientOf, tensorFormat, warns) = (request.gradientOf, request.tensorFormat, request.warns)
        answerForm = request.answerForm
        (self.plans, self.weighting, self.faults, self.cost) = (plans, weighting, faults, cost)
    }
}

/// What is wrong with a request.
struct BatchFaults: Sendable {
    /// What is wrong with its form.
    var form: FaultList
    /// What is wrong with its tasks, by their index; only of those of which something is.
    var tasks: [Int: FaultList] = [:]
    var weighting = FaultList()
    /// That the request costs more than it may, which is reported if nothing else is wrong.
    var overload = FaultList()

    /// Whether the request is only checked any more, since it cannot be answered.
    var isEmpty: Bool {
        form.isEmpty && weighting.isEmpty && overload.isEmpty && tasks.isEmpty
    }
}

/// Makes the plan of a request.
struct BatchPlanner<Scalar: ServiceScalar> {
    private let request: EvaluateRequest<Scalar>
    private let limits: ServiceLimits
    private var faults: FaultList

    /// - Parameters:
    ///   - request: the request.
    ///   - limits: how much it may ask for.
    ///   - faults: what was found wrong while it was read.
    init(_ request: EvaluateRequest<Scalar>, _ limits: ServiceLimits, _ faults: FaultList) {
        self.request = request
        self.limits = limits
        self.faults = faults
    }

    mutating func plan() -> Batch<Scalar> {
        if !request.tensors.isEmpty {
            for (name, reading) in request.tensors.sorted(by: { $0.key.text < $1.key.text }) {
                check(reading, named: name.text)
            }
        }
        let tasks = request.tasks ?? []
        let names = self.names(of: tasks)
        var found = BatchFaults(form: faults)
        var room = ProblemDetails.faultLimit - faults.kept.count
        let plans = tasks.indices.map { index in
            var planner = TaskPlanner(request, tasks[index], at: index, room: max(room, 0))
            let plan = planner.plan(name: names[index])
            if !planner.faults.isEmpty { found.tasks[index] = planner.faults }
            room -= planner.faults.kept.count
            return plan
        }
        let weighting = request.weighting.flatMap {
            BatchWeighting($0, names, plans, limit: limits.weightedTasks, &found.weighting)
        }
        let estimate = BatchCost(
            plans, weighting, request.tensorFormat, request.answerForm, sharedBytes: sharedBytes)
        let cost = estimate.checked(limits, &found)
        return Batch(request, plans, weighting, found, cost)
    }

    /// Bytes of the shared tensors.
    private var sharedBytes: Int {
        request.tensors.values.reduce(0) { sum, reading in
            switch reading {
            case .tensor(let tensor): return sum + tensor.values.count * MemoryLayout<Scalar>.size + 512
            case .ragged(let tensor, let rows):
                return sum + tensor.values.count * MemoryLayout<Scalar>.size + rows.lengths.count * 8 + 512
            case .reference, .fault: return sum
            }
        }
    }

    /// A shared tensor must be one itself.
    private mutating func check(_ reading: TensorReading<Scalar>, named name: String) {
        let place = JSONPointer.root.appending(["tensors", name])
        switch reading {
        case .tensor, .ragged: break
        case .fault(let fault):
            faults.add(RequestFault(fault, of: place))
        case .reference:
            faults.add(.wrongType, at: place, "expected a tensor, found a string")
        }
    }

    /// The names of the tasks, given or by their position; each only once.
    private mutating func names(of tasks: [TaskRequest<Scalar>]) -> [String] {
        let names = tasks.indices.map { tasks[$0].name ?? "task\($0)" }
        guard names.count > 1 else { return names }
        var seen: Set<ExactString> = []
        for (index, name) in names.enumerated() where !seen.insert(ExactString(name)).inserted {
            let place = JSONPointer.root.appending(["tasks", String(index), "name"])
            faults.add(.duplicateName, at: place, "duplicate task name \(name.quoted)")
        }
        return names
    }
}
