// The main job on real input: the built binary, curl, and PyTorch's answers.

import Foundation
import TestSupport
import Testing

@Suite("Examples")
struct ExampleTests {
    static let names: [String] = {
        let files = (try? Repository.files(in: "Examples", ending: ".answer.json")) ?? []
        return files.map { $0.replacing(".answer.json", with: "") }
    }()

    @Test("there is one of each kind")
    func kinds() {
        #expect(
            Set(Self.names) == [
                "distributions", "multi_class", "multi_head_task", "multi_head_total", "multi_label_mean",
                "multi_label_sum",
            ])
    }

    @Test("a running lossd answers curl what PyTorch answers", arguments: names)
    func served(name: String) throws {
        let server = try ServingBinary()
        let answer = try BuiltBinary.finish(
            URL(filePath: "/usr/bin/env"),
            [
                "curl", "--silent", "--show-error", "--fail-with-body", "--header", "Content-Type: application/json",
                "--data-binary", "@\(Repository.root.appending(path: "Examples/\(name).json").path)",
                "http://127.0.0.1:\(server.port)/v1/evaluate",
            ])
        #expect(answer.status == 0, "\(answer.errors)")
        try compare(answer.output, name)
        #expect(server.stop() == 0)
    }

    @Test("lossd evaluate answers the same without a server, from a file and from standard input", arguments: names)
    func evaluated(name: String) throws {
        let path = "Examples/\(name).json"
        let file = try BuiltBinary.run(["evaluate", Repository.root.appending(path: path).path])
        #expect(file.status == 0, "\(file.errors)")
        try compare(file.output, name)
        let input = try BuiltBinary.run(["evaluate", "-"], input: try Repository.read(path))
        #expect(input.output == file.output)
    }

    private func compare(_ found: Data, _ name: String) throws {
        let answer = try JSONTree(found)
        let expected = try JSONTree(try Repository.read("Examples/\(name).answer.json"))
        let tolerance = Closeness.tolerance("float32")
        let tasks = try #require(expected["tasks"]?.elements)
        #expect(answer["tasks"]?.elements.count == tasks.count)
        for (index, task) in tasks.enumerated() {
            let found = try #require(answer["tasks"]?[index])
            #expect(found["name"] == task["name"])
            for (found, expected) in [
                (found["loss"], task["loss"]), (found["gradients"]?["input"], task["gradients"]?["input"]),
            ] {
                let (found, expected) = (try #require(found), try #require(expected))
                #expect(found.shape == expected.shape)
                #expect(Closeness.difference(found.numbers, expected.numbers, tolerance: tolerance) == nil)
            }
        }
        let totals = (answer["total"]?["loss"]?.numbers ?? [], expected["total"]?["loss"]?.numbers ?? [])
        #expect(Closeness.difference(totals.0, totals.1, tolerance: tolerance) == nil)
    }
}
