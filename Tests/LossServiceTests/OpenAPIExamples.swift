// The examples of openapi.yaml that are generated: what lossd answers.

import Balancing
import Exchange
import LossService
import Losses
import TensorJSON
import TestSupport
import Yams

/// Lines of openapi.yaml that hold an answer, by the name of the part that they make up.
enum OpenAPIExamples {
    static var parts: [(name: String, lines: [String])] {
        [
            ("example of an index", example(get("/"))),
            ("examples of evaluations", examples(of: "/v1/evaluate")),
            ("example of losses", example(list("losses", get("/v1/losses/mse_loss")))),
            ("example of a loss", example(get("/v1/losses/mse_loss"))),
            ("examples of weights", examples(of: "/v1/weights")),
            ("example of strategies", example(list("strategies", get("/v1/strategies/upgrad")))),
            ("example of a strategy", example(get("/v1/strategies/upgrad"))),
            ("example of liveness", example(get("/livez"))),
            ("example of readiness", example(get("/readyz"))),
            ("example of a version", example(get("/version"))),
        ]
    }

    private static func get(_ path: String) -> [UInt8] {
        Service().send(.get, path).body
    }

    /// A catalogue as it would be with a single entry.
    private static func list(_ field: String, _ entry: [UInt8]) -> [UInt8] {
        Array("{\"\(field)\":[".utf8) + entry + Array("]}".utf8)
    }

    private static func example(_ answer: [UInt8]) -> [String] {
        lines("example: ", answer, margin: 14)
    }

    /// The answers to the examples of requests, under the same names.
    private static func examples(of path: String) -> [String] {
        ["              examples:"]
            + requests(of: path).flatMap { name, request in
                let answer = Service().send(.post, path, body: request, fields: [.contentType: "application/json"])
                return ["                \(name):"] + lines("value: ", answer.body, margin: 18)
            }
    }

    /// The examples of requests in the document, in their order.
    private static func requests(of path: String) -> [(name: String, body: String)] {
        guard let text = try? Repository.read("openapi.yaml"),
            let document = try? Yams.compose(yaml: String(decoding: text, as: UTF8.self)),
            let examples = document["paths"]?[path]?["post"]?["requestBody"]?["content"]?["application/json"]?[
                "examples"]?.mapping
        else { return [] }
        return examples.compactMap { name, example in
            guard let value = example["value"], let tree = try? OpenAPITests.tree(value) else { return nil }
            return (name.string ?? "", tree.json)
        }
    }

    /// JSON is YAML; it begins behind the key, and its other lines are further in.
    private static func lines(_ key: String, _ json: [UInt8], margin: Int) -> [String] {
        let text = String(decoding: JSONLayout.text(json, width: 120, margin: margin + 2), as: UTF8.self)
        let lines = text.split(separator: "\n").map(String.init)
        return [String(repeating: " ", count: margin) + key + lines[0]] + lines.dropFirst()
    }
}
