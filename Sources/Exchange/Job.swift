// A request that was read and checked, on its way to be processed.

/// Processes one request: states its cost first, then runs, once.
package struct Job: Sendable {
    package let cost: Cost
    /// Processes the request, on any thread.
    package let run: @Sendable () -> Answer

    package init(cost: Cost, run: @escaping @Sendable () -> Answer) {
        self.cost = cost
        self.run = run
    }
}

/// What comes of reading a request.
package enum Plan: Sendable {
    /// The answer is known already.
    case answer(Answer)
    /// The answer has to be computed.
    case job(Job)
}
