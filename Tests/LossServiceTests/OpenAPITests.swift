// openapi.yaml against the routes, the catalogue and the error codes: what one says, the other does.

import Balancing
import Catalogue
import Contract
import Exchange
import LossService
import Losses
import TensorJSON
import TestSupport
import Testing
import Yams

@Suite("openapi.yaml")
struct OpenAPITests {
    private let document: JSONTree
    private let text: String

    init() throws {
        text = String(decoding: try Repository.read("openapi.yaml"), as: UTF8.self)
        document = try Self.tree(try #require(try Yams.compose(yaml: text)))
    }

    private func schema(_ name: String) -> JSONTree? {
        document["components"]?["schemas"]?[name]
    }

    /// The known values of a name that may have others.
    private func known(_ schema: JSONTree?) -> Set<String> {
        Set(schema?["x-extensible-enum"]?.elements.compactMap(\.text) ?? [])
    }

    @Test("the document that is served is the one at the top of the repository")
    func served() throws {
        #expect(String(decoding: Service().send(.get, "/openapi.yaml").body, as: UTF8.self) == text)
        #expect(try Service().send(.get, "/openapi.json").json == document)
    }

    @Test("it names every route and no other")
    func routes() {
        let written = (document["paths"]?.members ?? [:]).flatMap { path, item in
            item.members.keys.map { "\($0.uppercased()) \(path)" }
        }
        #expect(Set(written) == Set(Service().paths.map { "\($0.method.rawValue) \($0.path)" }))
    }

    @Test("it names everything that is said of a strategy")
    func strategies() throws {
        let strategy = try Service().send(.get, "/v1/strategies/upgrad").json
        let described = try #require(schema("Strategy")?["properties"]?.members)
        #expect(Set(described.keys) == Set(strategy.members.keys))
        let parameter = schema("OptionEntry")?["properties"]
        let types = Set(StrategyCatalogue.all.flatMap(\.options).map(\.type.name))
        let written = known(parameter?["type"])
        #expect(types.subtracting(written).isEmpty)
    }

    @Test("it names every reduction")
    func reductions() {
        let written = schema("LossOptions")?["properties"]?["reduction"]
        #expect(known(written) == Set(Reduction.allCases.map(\.rawValue) + Reduction.ofTokens))
    }

    @Test("it names every field that holds tensors of a loss")
    func inputs() throws {
        let task = try #require(schema("LossTask"))
        let fields = Set(try #require(task["properties"]?.members).keys)
        let patterns = try (task["patternProperties"]?.members ?? [:]).keys.map { try Regex($0) }
        for input in LossCatalogue.all.flatMap(\.entry.inputs) where input.place == .task {
            let name = input.name.replacing("{i}", with: "0")
            let isWritten = fields.contains(name) || patterns.contains { name.contains($0) }
            #expect(isWritten, "\(name)")
        }
    }

    @Test("it names every type of option")
    func optionTypes() {
        let option = schema("OptionEntry")?["properties"]
        let types = LossCatalogue.all.flatMap(\.options) + StrategyCatalogue.all.flatMap(\.options)
        let written = known(option?["type"])
        #expect(written == Set(types.map(\.type.name) + ["string"]))
    }

    @Test("it names every kind of tensor")
    func kinds() {
        let input = schema("LossInput")?["properties"]
        #expect(known(input?["kind"]) == Set(Input.Kind.allCases.map(\.rawValue)))
    }

    @Test("it names every code of faults and warnings")
    func codes() {
        #expect(known(schema("FaultCode")) == FaultCode.everywhere)
        let lossWarning = schema("LossWarning")?["properties"]?["code"]
        #expect(known(lossWarning) == Set(LossWarning.Code.allCases.map(\.rawValue)))
        let weightingWarning = schema("WeightingWarning")?["properties"]?["code"]
        #expect(known(weightingWarning) == Set(BalancingWarning.Code.allCases.map(\.rawValue)))
    }

    @Test("its limits are the service's")
    func limits() {
        let limits = ServiceLimits()
        #expect(schema("EvaluateRequest")?["properties"]?["tasks"]?["maxItems"] == .number(Double(limits.tasks)))
        #expect(schema("WeightsRequest")?["properties"]?["tasks"]?["maxItems"] == .number(Double(limits.weightedTasks)))
        #expect(schema("Shape")?["maxItems"] == .number(Double(limits.json.rank)))
        #expect(schema("FlatTensor")?["properties"]?["data"]?["maxItems"] == .number(Double(limits.json.elements)))
        #expect(schema("Problem")?["properties"]?["errors"]?["maxItems"] == .number(Double(ProblemDetails.faultLimit)))
    }

    @Test("its version is lossd's")
    func version() throws {
        #expect(document["info"]?["version"] == .string(Version.number))
        let dockerfile = String(decoding: try Repository.read("Dockerfile"), as: UTF8.self)
        #expect(dockerfile.contains("org.opencontainers.image.version=\"${VERSION}\""))
    }

    @Test("its examples are answered")
    func examples() throws {
        for (path, count) in [("/v1/evaluate", 3), ("/v1/weights", 3)] {
            let body = document["paths"]?[path]?["post"]?["requestBody"]?["content"]?["application/json"]
            let members = try #require(body?["examples"]?.members)
            #expect(members.count == count)
            for (name, example) in members {
                let value = try #require(example["value"])
                let answer = Service().send(
                    .post, path, body: value.json, fields: [.contentType: "application/json"])
                #expect(answer.status == 200, "\(name)")
            }
        }
    }

    @Test("the names in its schemas are those of requests and answers", arguments: LossCatalogue.all)
    func answers(type: LossType) throws {
        let golden = try #require(GoldenCase.all.first { $0.loss == type.entry.name })
        let answer = try Service().evaluate("{\"tasks\":[\(golden.task.json)]}").json
        let allowed = try #require(schema("EvaluateAnswer")?["properties"]?.members)
        #expect(Set(allowed.keys).isSuperset(of: answer.members.keys))
        let task = try #require(answer["tasks"]?[0])
        #expect(Set(try #require(schema("TaskAnswer")?["properties"]?.members).keys).isSuperset(of: task.members.keys))
        let loss = try Service().send(.get, "/v1/losses/\(golden.loss)").json
        #expect(Set(try #require(schema("Loss")?["properties"]?.members).keys) == Set(loss.members.keys))
    }

    @Test("every reference leads somewhere")
    func references() {
        func check(_ tree: JSONTree) {
            for (key, value) in tree.members {
                if key == "$ref", let path = value.text {
                    let target = path.split(separator: "/").dropFirst().reduce(JSONTree?.some(document)) {
                        $0?[String($1)]
                    }
                    #expect(target != nil, "\(path)")
                }
                check(value)
            }
            for element in tree.elements { check(element) }
        }
        check(document)
    }

    static func tree(_ node: Node) throws -> JSONTree {
        switch node {
        case .mapping(let mapping):
            return .object(
                try Dictionary(uniqueKeysWithValues: mapping.map { (try #require($0.key.string), try tree($0.value)) }))
        case .sequence(let sequence): return .array(try sequence.map(tree))
        case .scalar(let scalar):
            if scalar.style != .plain { return .string(scalar.string) }
            if let boolean = node.bool { return .boolean(boolean) }
            if let number = node.float { return number.isFinite ? .number(number) : .string(scalar.string) }
            return node.null != nil ? .null : .string(scalar.string)
        case .alias: throw CancellationError()
        }
    }
}
