// POST /v1/weights: gradients of tasks in (their inner products, norms or the gradients themselves), weights out.

enum WeightsEndpoint {
    static func answer(_ request: RouteRequest, _ evaluator: WeightsEvaluator) throws(ProblemDetails) -> Response {
        try evaluator.begin(request.body).response(to: request)
    }
}
