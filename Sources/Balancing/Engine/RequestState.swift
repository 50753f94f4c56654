// The state that came with a request: whether it belongs to it, and the one that goes with the answer.

import Catalogue

/// What is remembered at the beginning of a step.
struct RequestState {
    let step: Int
    let memory: [String: TaskMemory]

    /// - Throws: that the state is of another strategy, format or set of tasks, or not whole.
    init(_ request: BalancingRequest, _ type: StrategyType) throws(BalancingFault) {
        guard let state = request.state else {
            (step, memory) = (0, [:])
            return
        }
        func mismatch(_ detail: String) -> BalancingFault {
            BalancingFault(.stateMismatch, .state, detail)
        }
        let name = type.entry.name
        guard type.traits.keepsState else { throw mismatch("\(name) keeps no state; this one is of \(state.strategy)") }
        guard state.format == StrategyState.format else {
            throw mismatch("the state has format \(state.format); this lossd reads format \(StrategyState.format)")
        }
        guard state.strategy == name else {
            throw mismatch("the state is of \(state.strategy), the request of \(name)")
        }
        guard Set(state.tasks.keys) == Set(request.tasks) else {
            throw mismatch(
                "the state is of the tasks \(Self.list(state.tasks.keys)), "
                    + "the request of \(Self.list(request.tasks))")
        }
        let expected = (type.traits.memory ?? []).sorted()
        for (task, memory) in state.tasks {
            guard memory.isEmpty || memory.names == expected, memory.isPlausible else {
                throw BalancingFault(
                    .invalidState, .state,
                    "of \(task) a state of \(name) has nothing, or \(expected.joined(separator: ", ")): finite "
                        + "numbers, those that count or sum up squares not negative"
                )
            }
        }
        (step, memory) = (state.step, state.tasks)
    }

    /// The state for the next step: that of tasks that took no part is as it was.
    func next(
        after balance: Balance, of tasks: [String], _ request: BalancingRequest, _ type: StrategyType
    ) -> StrategyState? {
        guard type.traits.keepsState else { return nil }
        var memory = self.memory
        for task in request.tasks where memory[task] == nil { memory[task] = [:] }
        if request.advances, let new = balance.memory {
            for (task, numbers) in zip(tasks, new) { memory[task] = numbers }
        }
        return StrategyState(strategy: type.entry.name, step: request.advances ? step &+ 1 : step, tasks: memory)
    }

    private static func list(_ tasks: some Sequence<String>) -> String {
        tasks.sorted().prefix(8).joined(separator: ", ")
    }
}
