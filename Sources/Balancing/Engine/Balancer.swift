// From what a request says of its tasks to weights: who takes part, in which order, with which memory.

package import Catalogue

/// What is known of the tasks of one step, all of it in the order of the request.
package struct BalancingRequest: Sendable {
    package var tasks: [String]
    /// The losses, `nil` where none are given; a task without one is inactive.
    package var losses: [Double?]?
    /// The losses of the step before, once it was taken.
    package var lossesAfter: [Double?]?
    /// Tasks that take no part.
    package var inactive: Set<String> = []
    package var gramian: Matrix?
    package var gradientNorms: [Double]?
    package var state: StrategyState?
    package var seed: UInt64?
    /// Whether the step counts.
    package var advances = true
    /// Whether the answer tells how the gradients lie to each other.
    package var wantsDiagnostics = true

    package init(tasks: [String]) {
        self.tasks = tasks
    }
}

/// What came of a step, all of it in the order of the request.
package struct BalancingAnswer: Sendable {
    /// ∂ total / ∂ loss; 0 for a task that takes no part.
    package let weights: [Double]
    /// The total, and the weighted sum of the losses; `nil` where there are no losses.
    package let total: Double?
    package let weightedSum: Double?
    /// The state for the next step; `nil` for a strategy that has none.
    package let state: StrategyState?
    package let report: SolverReport?
    package let isStationary: Bool
    package let warnings: [BalancingWarning]
    package let isActive: [Bool]
    /// Tasks that take part and whose gradient is 0.
    package let zeroGradients: [String]
}

/// Runs a strategy.
package struct Balancer {
    package let type: StrategyType
    private let strategy: any Strategy

    package init(_ type: StrategyType, _ parameters: [String: OptionValue]) {
        self.type = type
        strategy = type.strategy(parameters)
    }

    /// Weighs the tasks.
    ///
    /// - Throws: what is wrong with the request.
    package func run(_ request: BalancingRequest) throws(BalancingFault) -> BalancingAnswer {
        let norms = request.gramian?.norms ?? request.gradientNorms
        try check(request, hasNorms: norms != nil)
        let state = try RequestState(request, type)
        let isActive = request.tasks.indices.map { index in
            !request.inactive.contains(request.tasks[index]) && request.losses.map { $0[index] != nil } ?? true
        }
        let zero = request.tasks.indices.filter { isActive[$0] && norms?[$0] == 0 }
        let active = request.tasks.indices.filter { index in
            isActive[index] && !(type.traits.leavesOutZeroGradients && zero.contains(index))
        }
        // In the order of the names: an answer is the same whatever the order of the request.
        let order = active.sorted { Self.precedes(request.tasks[$0], request.tasks[$1]) }
        let names = order.map { request.tasks[$0] }
        let problem = BalancingProblem(
            tasks: names, losses: order.compactMap { request.losses?[$0] },
            lossesAfter: request.lossesAfter.flatMap { after in
                let known = order.compactMap { after[$0] }
                return known.count == order.count ? known : nil
            },
            gramian: request.gramian?.symmetrized.part(order) ?? Matrix(size: 0),
            gradientNorms: norms.map { norms in order.map { norms[$0] } } ?? [],
            memory: names.map { state.memory[$0] ?? [:] },
            generator: CounterGenerator(seed: request.seed ?? 0, step: UInt64(state.step)))
        try checkLosses(problem)
        let balance = order.isEmpty ? Balance([]) : try strategy.balance(problem)
        var weights = [Double](repeating: 0, count: request.tasks.count)
        for (place, index) in order.enumerated() { weights[index] = balance.weights[place] }
        let weightedSum =
            request.losses == nil ? nil : zip(balance.weights, problem.losses).reduce(0) { $0 + $1.0 * $1.1 }
        try checkFinite(balance, weightedSum)
        return BalancingAnswer(
            weights: weights, total: request.losses == nil ? nil : balance.total ?? weightedSum,
            weightedSum: weightedSum,
            state: state.next(after: balance, of: names, request, type), report: balance.report,
            isStationary: balance.isStationary, warnings: warnings(of: balance, hasActive: !order.isEmpty),
            isActive: isActive, zeroGradients: zero.map { request.tasks[$0] })
    }

    /// Whether one name comes before another, byte by byte.
    private static func precedes(_ left: String, _ right: String) -> Bool {
        left.utf8.lexicographicallyPrecedes(right.utf8)
    }

    private func check(_ request: BalancingRequest, hasNorms: Bool) throws(BalancingFault) {
        for need in type.traits.needs {
            let isThere =
                switch need {
                case .losses: request.losses != nil
                case .gradientNorms: hasNorms
                case .gramian: request.gramian != nil
                }
            guard isThere else {
                let all = type.traits.needs.map(\.rawValue).joined(separator: " and ")
                throw BalancingFault(
                    .missingInput, .request, "\(type.entry.name) needs \(all); there is no \(need.rawValue)")
            }
        }
        if type.traits.isRandom, request.seed == nil {
            throw BalancingFault(
                .missingSeed, .request, "\(type.entry.name) draws random numbers: give a seed, a whole number from 0 on"
            )
        }
        if let gramian = request.gramian { try GramianCheck.check(gramian) }
        for (task, norm) in zip(request.tasks, request.gradientNorms ?? []) where !(norm >= 0 && norm.isFinite) {
            throw BalancingFault(.invalidNorm, .norm(task: task), "expected a finite number from 0 on, found \(norm)")
        }
    }

    private func checkLosses(_ problem: BalancingProblem) throws(BalancingFault) {
        for (task, loss) in zip(problem.tasks, problem.losses) where !loss.isFinite {
            throw BalancingFault(
                .lossOutOfRange, .loss(task: task), "the loss of \(task) is \(loss), which nothing can be weighed with")
        }
    }

    /// Losses, gradients, parameters and states may be finite and what comes of them not.
    private func checkFinite(_ balance: Balance, _ weightedSum: Double?) throws(BalancingFault) {
        let memory = balance.memory?.flatMap(\.numbers) ?? []
        guard (balance.weights + memory + [balance.total ?? 0, weightedSum ?? 0]).allSatisfy(\.isFinite) else {
            throw BalancingFault(
                .notFinite, .request,
                "\(type.entry.name) comes to numbers that are not finite: losses, gradients, parameters or state are too "
                    + "large or too small")
        }
    }

    private func warnings(of balance: Balance, hasActive: Bool) -> [BalancingWarning] {
        var warnings = balance.warnings
        if !hasActive { warnings.append(BalancingWarning(.noActiveTasks, "no task takes part")) }
        if balance.isStationary {
            warnings.append(
                BalancingWarning(
                    .stationary, "no direction improves every task: the gradients cancel out in some mean of theirs"))
        }
        if let report = balance.report, !report.hasConverged {
            warnings.append(
                BalancingWarning(
                    .notConverged, "\(report.name) stopped after \(report.iterations) rounds at \(report.residual)"))
        }
        return warnings
    }
}
