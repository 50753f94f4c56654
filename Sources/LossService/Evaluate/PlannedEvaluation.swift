// A request between reading and evaluating, which may happen in two places.

import HTTPTypes

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

    /// The answer, or how to work it out where that takes long.
    func response(to request: RouteRequest) -> Response {
        let identifier = request.head.headerFields[.requestID]
        guard isLong else { return .now(answer(identifier)) }
        return .later { answer(identifier) }
    }

    private func answer(_ requestID: String?) -> Answer {
        do {
            var answer = MediaType.json.answer(.ok, try finish())
            answer.head.headerFields[.cacheControl] = "no-store"
            answer.tasks = taskCount
            return answer
        } catch {
            return error.answer(requestID: requestID)
        }
    }
}
