// The state that came with a request: whether it belongs to it, and the one that goes with the answer.

import Catalogue

/// What is remembered at the beginning of a step.
struct RequestState {
    let step: Int
    /// Of the tasks of the request, in their order.
    let memory: Memory

    /// - Throws: that the state is of another strategy, format or set of tasks, or not whole.
    init(_ request: BalancingRequest, _ type: StrategyType) throws(BalancingFault) {
        guard let state = request.state else {
            (step, memory) = (0, Memory([]))
            return
        }
        func mismatch(_ detail: String) -> BalancingFault {
            BalancingFault(.stateMismatch, at: .state, detail)
        }
        let name = type.entry.name
        guard type.traits.keepsState else {
            throw mismatch("\(name) has no state; this one belongs to \(state.strategy)")
        }
        guard state.format == StrategyState.format else {
            throw mismatch("the state has format \(state.format); this lossd reads format \(StrategyState.format)")
        }
        guard state.strategy == name else {
            throw mismatch("the state belongs to \(state.strategy), the request asks for \(name)")
        }
        guard let memory = state.memory(of: request.tasks) else {
            throw mismatch(
                "the state has the tasks \(Self.list(state.tasks)), the request has \(Self.list(request.tasks))")
        }
        if let row = memory.firstFaultyRow(type.memoryNames) {
            let whole =
                type.memoryNames.isEmpty
                ? ""
                : ", or hold \(type.memoryNames.joined(separator: ", ")): finite numbers; counts and sums of squares are not "
                    + "negative"
            throw BalancingFault(
                .invalidState, at: .state, "the state of \(request.tasks[row]) must be empty\(whole)")
        }
        (step, self.memory) = (state.step, memory)
    }

    /// The state for the next step, of the tasks at these places of the request: that of others is as it was.
    func next(
        after balance: Balance, of places: [Int], _ request: BalancingRequest, _ type: StrategyType
    ) -> StrategyState? {
        guard type.traits.keepsState else { return nil }
        let new = request.advances ? balance.memory : nil
        return StrategyState(
            strategy: type.entry.name, step: request.advances ? min(step, StrategyState.largestStep - 1) + 1 : step,
            tasks: request.tasks,
            memory: new.map { memory.replacing(places, of: request.tasks.count, with: $0) } ?? memory)
    }

    private static func list(_ tasks: [String]) -> String {
        tasks.sorted().prefix(8).joined(separator: ", ")
    }
}
