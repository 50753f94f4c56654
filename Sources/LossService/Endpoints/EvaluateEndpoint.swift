// POST /v1/evaluate: a batch of tasks in, losses and gradients out.

import HTTPTypes

enum EvaluateEndpoint {
    /// - Throws: 411 or 415.
    @Sendable static func check(_ fields: HTTPFields) throws(ProblemDetails) {
        // RFC 9110 §15.5.12: a body of unstated length is a request without a body.
        guard fields[.contentLength] != nil || fields[.transferEncoding] != nil else {
            throw ProblemDetails(.lengthRequired, "send the tasks as a body, with Content-Length or chunked")
        }
        try MediaRange.checkBody(fields)
    }

    static func answer(_ request: RouteRequest, _ evaluator: Evaluator) throws(ProblemDetails) -> Response {
        response(try evaluator.begin(request.body), to: request)
    }

    /// The answer to a request that was planned, or how to work it out where that takes long.
    static func response(_ evaluation: PlannedEvaluation, to request: RouteRequest) -> Response {
        let identifier = request.head.headerFields[.requestID]
        guard evaluation.isLong else { return .now(finish(evaluation, identifier)) }
        return .later { finish(evaluation, identifier) }
    }

    private static func finish(_ evaluation: PlannedEvaluation, _ requestID: String?) -> Answer {
        do {
            var answer = MediaType.json.answer(.ok, try evaluation.finish())
            answer.head.headerFields[.cacheControl] = "no-store"
            answer.tasks = evaluation.taskCount
            return answer
        } catch {
            return error.answer(requestID: requestID)
        }
    }
}
