// From a request to weights: which tasks take part, in which order, with which memory.

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
    /// How far the Gramian may be from one, where it was summed in few digits; `nil` for what float32 loses.
    package var tolerance: Double?
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
    /// The Gramian that was weighted, which a tolerance may have replaced.
    package let gramian: Matrix?
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
        var known: [Need] = []
        if request.losses != nil { known.append(.losses) }
        if norms != nil { known.append(.gradientNorms) }
        if request.gramian != nil { known.append(.gramian) }
        try checkNeeds(request, known)
        try checkLosses(request)
        let request = try checkNumbers(request)
        let state = try RequestState(request, type)
        let (tasks, losses, inactive) = (request.tasks, request.losses, request.inactive)
        let isActive = tasks.indices.map { index in
            losses.map { $0[index] != nil } ?? true && !inactive.contains(tasks[index])
        }
        let isZero = norms.map { norms in tasks.indices.map { isActive[$0] && norms[$0] == 0 } }
        let left = type.traits.leavesOutZeroGradients ? isZero : nil
        // In the order of the names: an answer is the same whatever the order of the request.
        var order: [Int] = []
        order.reserveCapacity(tasks.count)
        for index in tasks.indices where isActive[index] && left?[index] != true { order.append(index) }
        order.sort { Self.precedes(tasks[$0], tasks[$1]) }
        let problem = problem(of: request, order, norms, state)
        var balance = order.isEmpty ? Balance([]) : try strategy.balance(problem)
        if let gramian = request.gramian, !balance.isStationary {
            let active = tasks.indices.filter { isActive[$0] }
            let weights = spread(balance.weights, over: order, of: tasks.count)
            balance.isStationary = gramian.symmetrized.part(active).isStationary(trying: active.map { weights[$0] })
        }
        let weightedSum = losses == nil ? nil : zip(balance.weights, problem.losses).reduce(0) { $0 + $1.0 * $1.1 }
        try checkFinite(balance, weightedSum)
        return BalancingAnswer(
            weights: spread(balance.weights, over: order, of: tasks.count),
            total: losses == nil ? nil : balance.total ?? weightedSum,
            weightedSum: weightedSum, state: state.next(after: balance, of: order, request, type),
            report: balance.report, isStationary: balance.isStationary,
            warnings: warnings(of: balance, hasActive: isActive.contains(true)), isActive: isActive,
            zeroGradients: zip(tasks, isZero ?? []).filter(\.1).map(\.0), gramian: request.gramian)
    }

    /// The weights in the order of the request, 0 for tasks that have none.
    private func spread(_ weights: [Double], over places: [Int], of count: Int) -> [Double] {
        guard !places.elementsEqual(0..<count) else { return weights }
        var all = [Double](repeating: 0, count: count)
        for (weight, place) in zip(weights, places) { all[place] = weight }
        return all
    }

    /// What the strategy sees: the tasks at these places of the request, in this order.
    private func problem(
        of request: BalancingRequest, _ order: [Int], _ norms: [Double]?, _ state: RequestState
    ) -> BalancingProblem {
        BalancingProblem(
            tasks: order.elementsEqual(request.tasks.indices) ? request.tasks : order.map { request.tasks[$0] },
            // Who takes part has a loss, where there are any.
            losses: request.losses.map { losses in order.map { losses[$0] ?? 0 } } ?? [],
            lossesAfter: request.lossesAfter.flatMap { after in
                let known = order.compactMap { after[$0] }
                return known.count == order.count ? known : nil
            },
            gramian: request.gramian?.symmetrized.part(order) ?? Matrix(size: 0),
            gradientNorms: norms.map { norms in order.map { norms[$0] } } ?? [],
            memory: state.memory.rows(order, of: request.tasks.count),
            generator: CounterGenerator(seed: request.seed ?? 0, step: UInt64(state.step)))
    }

    /// Whether one name comes before another, byte by byte.
    private static func precedes(_ left: String, _ right: String) -> Bool {
        let (left, right) = (left.utf8Span.span, right.utf8Span.span)
        for index in 0..<min(left.count, right.count) where left[index] != right[index] {
            return left[index] < right[index]
        }
        return left.count < right.count
    }

    /// Checks what can be checked before losses and gradients are known: inputs, seed, state.
    ///
    /// - Parameters:
    ///   - request: the request, whose losses and gradients are not looked at.
    ///   - known: what will be known.
    /// - Throws: what is wrong with the request.
    package func check(_ request: BalancingRequest, known: [Need]) throws(BalancingFault) {
        try checkNeeds(request, known)
        _ = try RequestState(request, type)
    }

    private func checkNeeds(_ request: BalancingRequest, _ known: [Need]) throws(BalancingFault) {
        for need in type.traits.needs where !known.contains(need) {
            let all = type.traits.needs.map(\.rawValue).joined(separator: " and ")
            throw BalancingFault(
                .missingInput, at: .request, "\(type.entry.name) needs \(all); there is no \(need.rawValue)")
        }
        if strategy.drawsNumbers, request.seed == nil {
            throw BalancingFault(
                .missingSeed, at: .request,
                "\(type.entry.name) uses random numbers: give a seed, a whole number, 0 or greater"
            )
        }
    }

    /// The request, with the Gramian that is nearest where its own is none within the tolerance that it gives.
    private func checkNumbers(_ request: BalancingRequest) throws(BalancingFault) -> BalancingRequest {
        var checked = request
        if let gramian = request.gramian?.leavingOut({ request.inactive.contains(request.tasks[$0]) }) {
            checked.gramian = gramian
            let tolerance = request.tolerance ?? GramianCheck.tolerances.lowerBound
            try GramianCheck.check(gramian, tolerance: tolerance)
            if tolerance > GramianCheck.tolerances.lowerBound {
                checked.gramian = try GramianCheck.repaired(gramian, tolerance: tolerance)
            }
        }
        for (task, norm) in zip(request.tasks, request.gradientNorms ?? []) where !(norm >= 0 && norm.isFinite) {
            throw BalancingFault(
                .invalidNorm, at: .norm(task: task), "expected a finite number, 0 or greater, found \(norm)")
        }
        return checked
    }

    private func checkLosses(_ request: BalancingRequest) throws(BalancingFault) {
        for (task, loss) in zip(request.tasks, request.losses ?? []) {
            guard let loss, !loss.isFinite, !request.inactive.contains(task) else { continue }
            throw BalancingFault(
                .lossOutOfRange, at: .loss(task: task),
                "the loss of \(task) is \(loss.isNaN ? "NaN" : "\(loss)"); losses must be finite to be weighted")
        }
    }

    /// Losses, gradients, parameters and states may be finite and what comes of them not.
    private func checkFinite(_ balance: Balance, _ weightedSum: Double?) throws(BalancingFault) {
        let remembers = balance.memory?.isFinite ?? true
        let totals = (balance.total ?? 0).isFinite && (weightedSum ?? 0).isFinite
        guard balance.weights.allSatisfy(\.isFinite), remembers, totals else {
            throw BalancingFault(
                .notFinite, at: .request,
                "\(type.entry.name) results in numbers that are not finite: losses, gradients, parameters or state are too "
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
