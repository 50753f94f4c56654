// GET /: what this is, and the paths that it answers.

import HTTPTypes
import TensorJSON

enum IndexEndpoint {
    @Sendable static func answer(_ request: RouteRequest) throws(ProblemDetails) -> Answer {
        var writer = JSONWriter()
        writer.object { writer in
            writer.member("name", "lossd")
            writer.member("version", Version.number)
            writer.key("paths")
            writer.strings(Service().paths.map(\.path))
        }
        return MediaType.json.answer(.ok, writer.bytes)
    }
}
