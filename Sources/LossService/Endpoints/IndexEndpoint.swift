// GET /: what this is, and the paths that it answers.

import HTTPTypes
import TensorJSON

enum IndexEndpoint {
    /// The index of these paths.
    static func answer(_ paths: [String]) -> Answer {
        var writer = JSONWriter()
        writer.object { writer in
            writer.member("name", "lossd")
            writer.member("version", Version.number)
            writer.field("paths")
            writer.strings(paths)
        }
        return MediaType.json.answer(.ok, writer.bytes)
    }
}
