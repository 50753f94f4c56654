// GET /openapi.yaml and /openapi.json: the contract, as it stands at the top of the repository.

import HTTPTypes

enum OpenAPIEndpoint {
    @Sendable static func yaml(_ request: RouteRequest) throws(ProblemDetails) -> Answer {
        MediaType.yaml.answer(.ok, Array(OpenAPIDocument.yaml.utf8))
    }

    @Sendable static func json(_ request: RouteRequest) throws(ProblemDetails) -> Answer {
        MediaType.json.answer(.ok, Array(OpenAPIDocument.json.utf8))
    }
}
