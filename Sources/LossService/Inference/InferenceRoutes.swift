// The paths of the Open Inference Protocol, with the extensions of Triton that its clients ask for.

import Contract
import Exchange
import TensorJSON

/// What is at `/v2`.
struct InferenceRoutes: Sendable {
    private static let root = "/v2"

    let endpoint: InferenceEndpoint
    let isReady: @Sendable () -> Bool

    /// Whether a path is answered in the manner of the protocol, errors included.
    static func contains(_ path: Substring) -> Bool {
        let bytes = path.utf8
        guard bytes.count >= root.utf8.count, bytes.starts(with: root.utf8) else { return false }
        return bytes.count == root.utf8.count || bytes.dropFirst(root.utf8.count).first == UInt8(ascii: "/")
    }

    /// All routes; those of a model with and without its only version.
    var all: [Route] {
        let version = model("/models/{name}/versions/\(InferenceModel.version)").map { $0.asAlias() }
        // Before the models, none of which is called stats.
        let statistics = get("/models/stats") { _ throws(ProblemDetails) in
            Self.json(endpoint.statistics.json(of: Array(InferenceModel.all.indices))).unstored
        }
        return [statistics] + model("/models/{name}") + version + server + repository
    }

    private func model(_ path: String) -> [Route] {
        [
            Route(
                Self.root + "\(path)/infer",
                .post { head, name throws(ProblemDetails) in try endpoint.reader(for: head, model: name) }),
            get("\(path)/ready") { name throws(ProblemDetails) in try self.ready(name) },
            get("\(path)/config") { name throws(ProblemDetails) in InferenceDescription.config(try Self.model(name)) },
            get("\(path)/stats") { name throws(ProblemDetails) in
                Self.json(endpoint.statistics.json(of: [try InferenceModel.index(of: String(name))])).unstored
            },
            get(path) { name throws(ProblemDetails) in InferenceDescription.metadata(try Self.model(name)) },
        ]
    }

    private var server: [Route] {
        [
            get("") { _ throws(ProblemDetails) in InferenceDescription.server },
            get("/") { _ throws(ProblemDetails) in InferenceDescription.server }.asAlias(),
            get("/health/live") { _ throws(ProblemDetails) in Self.flags(["live": true]) }
                .forOperators(needsToken: false),
            get("/health/ready") { _ throws(ProblemDetails) in
                try Service.check(isReady: isReady())
                return Self.flags(["live": true, "ready": true])
            }.forOperators(needsToken: false),
            get("/models") { _ throws(ProblemDetails) in InferenceDescription.models },
            get("/systemsharedmemory/status") { _ throws(ProblemDetails) in Self.json(Array("[]".utf8)) },
            get("/cudasharedmemory/status") { _ throws(ProblemDetails) in Self.json(Array("[]".utf8)) },
            get("/logging") { _ throws(ProblemDetails) in InferenceDescription.logging },
            get("/trace/setting") { _ throws(ProblemDetails) in InferenceDescription.tracing },
            get("/models/{name}/trace/setting") { name throws(ProblemDetails) in
                _ = try Self.model(name)
                return InferenceDescription.tracing
            },
        ]
    }

    /// Every model is there from the start, and stays.
    private var repository: [Route] {
        [
            Route(
                Self.root + "/repository/index", .command { _, _ throws(ProblemDetails) in InferenceDescription.index }),
            Route(
                Self.root + "/repository/models/{name}/load",
                .command { _, name throws(ProblemDetails) in
                    _ = try Self.model(name)
                    return Self.json(Array("{}".utf8))
                }),
            Route(
                Self.root + "/repository/models/{name}/unload",
                .command { _, name throws(ProblemDetails) in
                    let model = try Self.model(name)
                    throw ProblemDetails(.unprocessable, "\(model.name) is built in and cannot be unloaded")
                }),
        ]
    }

    private func get(
        _ path: String, _ handler: @escaping @Sendable (Substring) throws(ProblemDetails) -> Answer
    ) -> Route {
        .get(Self.root + path, handler)
    }

    private static func model(_ name: Substring) throws(ProblemDetails) -> InferenceModel {
        InferenceModel.all[try InferenceModel.index(of: String(name))]
    }

    private func ready(_ name: Substring) throws(ProblemDetails) -> Answer {
        let model = try Self.model(name)
        try Service.check(isReady: isReady())
        var writer = JSONWriter()
        writer.object { writer in
            writer.member("name", model.name)
            writer.field("ready")
            writer.boolean(true)
        }
        return Self.json(writer.bytes)
    }

    private static func flags(_ flags: KeyValuePairs<String, Bool>) -> Answer {
        var writer = JSONWriter()
        writer.object { writer in
            for (name, flag) in flags {
                writer.key(name)
                writer.boolean(flag)
            }
        }
        return json(writer.bytes).unstored
    }

    /// An answer that is never compressed: clients read most of them as they come.
    static func json(_ bytes: [UInt8]) -> Answer {
        var answer = MediaType.json.answer(200, bytes)
        answer.isCodable = false
        return answer
    }
}
