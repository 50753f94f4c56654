// GET /livez and /readyz: whether the process runs, and whether it wants work.

import HTTPTypes
import TensorJSON

enum HealthEndpoint {
    @Sendable static func live(_ request: RouteRequest) throws(ProblemDetails) -> Answer {
        status("ok")
    }

    static func ready(_ isReady: Bool) throws(ProblemDetails) -> Answer {
        guard isReady else {
            throw ProblemDetails(.unavailable, "lossd is draining")
        }
        return status("ok")
    }

    private static func status(_ text: String) -> Answer {
        var writer = JSONWriter()
        writer.object { $0.member("status", text) }
        return MediaType.json.answer(.ok, writer.bytes)
    }
}
