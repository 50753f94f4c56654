// Plans all tasks of a request, and checks what concerns several: names and shared tensors.

import TensorJSON

/// Makes the plans of a request's tasks.
struct BatchPlanner<Scalar: ServiceScalar> {
    private let request: EvaluateRequest<Scalar>
    private(set) var faults = FaultList()

    init(_ request: EvaluateRequest<Scalar>) {
        self.request = request
    }

    /// The plans of the tasks and their faults, in order; no plan for one of which nothing more can be said.
    mutating func plan() -> [(plan: TaskPlan<Scalar>?, faults: FaultList)] {
        for (name, reading) in request.tensors.sorted(by: { $0.key.text < $1.key.text }) {
            check(reading, named: name.text)
        }
        let tasks = request.tasks ?? []
        let names = self.names(of: tasks)
        return tasks.enumerated().map { index, task in
            var planner = TaskPlanner(request, task, at: index)
            let plan = planner.plan(name: names[index])
            return (plan, planner.faults)
        }
    }

    /// A shared tensor must be one itself.
    private mutating func check(_ reading: TensorReading<Scalar>, named name: String) {
        let place = JSONPointer.root.appending(["tensors", name])
        switch reading {
        case .tensor: break
        case .fault(let fault):
            faults.add(RequestFault(fault, of: place))
        case .reference:
            faults.add(.wrongType, at: place, "expected a tensor, found a string")
        }
    }

    /// The names of the tasks, given or by their place; no name stands twice.
    private mutating func names(of tasks: [TaskRequest<Scalar>]) -> [String] {
        var seen: Set<ExactString> = []
        return tasks.enumerated().map { index, task in
            let name = task.name ?? "task\(index)"
            if !seen.insert(ExactString(name)).inserted {
                let place = JSONPointer.root.appending(["tasks", String(index), "name"])
                faults.add(.duplicateName, at: place, "another task is called \(name.quoted) too")
            }
            return name
        }
    }
}
