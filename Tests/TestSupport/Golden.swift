// The golden values of Tests/Fixtures: problems, and what PyTorch answers.

import Foundation

/// One problem with PyTorch's answers in both types.
package struct GoldenCase: Sendable, CustomStringConvertible {
    package let loss: String
    package let name: String
    /// Whether finite differences may be trusted around the problem.
    package let isSmooth: Bool
    package let task: JSONTree
    package let answers: [String: JSONTree]

    package var description: String { "\(loss): \(name)" }

    /// The problem as a request.
    package func request(dtype: String) -> [UInt8] {
        Array("{\"dtype\":\"\(dtype)\",\"tasks\":[\(task.json)]}".utf8)
    }

    /// All cases of all fixtures.
    package static let all: [GoldenCase] = {
        do {
            return try Repository.files(in: "Tests/Fixtures", ending: ".json").flatMap { file in
                let tree = try JSONTree(Repository.read("Tests/Fixtures/\(file)"))
                return (tree["cases"]?.elements ?? []).map { GoldenCase(tree["loss"]?.text ?? "", $0) }
            }
        } catch {
            fatalError("Tests/Fixtures cannot be read: \(error)")
        }
    }()

    private init(_ loss: String, _ tree: JSONTree) {
        self.loss = loss
        name = tree["name"]?.text ?? ""
        isSmooth = tree["smooth"] == .boolean(true)
        task = tree["task"] ?? .null
        answers = tree.members.filter { $0.key.hasPrefix("float") }
    }
}
