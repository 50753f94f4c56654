// GET /version: which lossd this is.

import HTTPTypes
import TensorJSON

enum VersionEndpoint {
    @Sendable static func answer(_ request: RouteRequest) throws(ProblemDetails) -> Answer {
        var writer = JSONWriter()
        writer.object { writer in
            writer.member("name", "lossd")
            writer.member("version", Version.number)
            writer.member("torch", Version.torch)
        }
        return MediaType.json.answer(.ok, writer.bytes)
    }
}
