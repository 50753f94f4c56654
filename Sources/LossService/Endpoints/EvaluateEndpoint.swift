// POST /v1/evaluate: a batch of tasks in, losses and gradients out.

import HTTPTypes

enum EvaluateEndpoint {
    /// - Throws: 411 or 415.
    @Sendable static func check(_ fields: HTTPFields) throws(ProblemDetails) {
        // RFC 9110 §15.5.12: a body of unstated length is a request without a body.
        guard fields.contains(.contentLength) || fields.contains(.transferEncoding) else {
            throw ProblemDetails(.lengthRequired, "send the tasks as a body, with Content-Length or chunked")
        }
        try MediaRange.checkBody(fields)
    }

    static func answer(_ request: RouteRequest, _ evaluator: Evaluator) throws(ProblemDetails) -> Response {
        try evaluator.begin(request.body).response(to: request)
    }
}
