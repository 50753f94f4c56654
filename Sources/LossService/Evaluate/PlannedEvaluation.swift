// A request between reading and evaluating, which may happen in two places.

/// A request that was read, and waits to be evaluated.
struct PlannedEvaluation: Sendable {
    let taskCount: Int
    /// Whether that will take long.
    let isLong: Bool
    private let evaluate: @Sendable () throws(ProblemDetails) -> [UInt8]

    init(taskCount: Int, isLong: Bool, evaluate: @escaping @Sendable () throws(ProblemDetails) -> [UInt8]) {
        self.taskCount = taskCount
        self.isLong = isLong
        self.evaluate = evaluate
    }

    /// The answer.
    ///
    /// - Throws: all that is wrong with the request.
    func finish() throws(ProblemDetails) -> [UInt8] {
        try evaluate()
    }
}
