// Weights against formulas and states that Scripts/golden-steps wrote down.

import Exchange
import LossService
import TestSupport
import Testing

@Suite("Weights that were written down") struct WeightsFixtureTests {
    private static func cases(_ file: String) throws -> [JSONTree] {
        try JSONTree(Array(try Repository.read("Tests/Fixtures/Balancing/\(file)")))["cases"]?.elements ?? []
    }

    private static func weigh(_ request: [String: JSONTree]) throws -> JSONTree {
        let answer = Service().send(
            .post, "/v1/weights", body: JSONTree.object(request).json, fields: [.contentType: "application/json"])
        #expect(answer.status == 200, "\(answer.body)")
        return try answer.json
    }

    @Test("LibMTL's formulas, step by step, with the state passed along")
    func formulas() throws {
        let cases = try Self.cases("formulas.json")
        #expect(cases.count == 39)
        for golden in cases {
            let strategy = try #require(golden["strategy"])
            let expected = try #require(golden["weights"]?.elements.map(\.numbers))
            let tasks = (0..<(expected.first?.count ?? 0)).map { "task \($0)" }
            var state = JSONTree.null
            for (step, weights) in expected.enumerated() {
                var request = golden.members.filter { ["strategy", "parameters", "gramian"].contains($0.key) }
                request["tasks"] = .array(tasks.map { .string($0) })
                request["state"] = state
                request["gradient_norms"] = golden["gradient_norms"]?[step]
                if let losses = golden["losses"]?[step]?.elements {
                    request["losses"] = .object(Dictionary(uniqueKeysWithValues: zip(tasks, losses)))
                }
                let answer = try Self.weigh(request)
                state = answer["state"] ?? .null
                let found = tasks.map { answer["weights"]?[$0]?.double ?? .nan }
                let size = weights.map(abs).max() ?? 0
                let isClose = zip(found, weights).allSatisfy { abs($0 - $1) <= 1e-9 * size }
                #expect(isClose, "\(strategy), step \(step): \(found), \(weights) was written down")
            }
        }
    }

    @Test("a state that an earlier build wrote is read, and goes on as it did there")
    func states() throws {
        let cases = try Self.cases("states.json")
        #expect(cases.count >= 9)
        for saved in cases {
            let answer = try Self.weigh(saved["request"]?.members ?? [:])
            for field in ["weights", "state"] {
                let (found, expected) = (Self.flat(answer[field]), Self.flat(saved[field]))
                #expect(found.count == expected.count && !expected.isEmpty)
                for (place, number) in expected {
                    let isClose = abs((found[place] ?? .nan) - number) <= 1e-12 * max(1, abs(number))
                    #expect(
                        isClose, "\(saved["strategy"]?.text ?? ""): \(place) is \(found[place] ?? .nan), was \(number)")
                }
            }
        }
    }

    /// The numbers of nested objects, by their paths.
    private static func flat(_ tree: JSONTree?, _ path: String = "") -> [String: Double] {
        if let number = tree?.double { return [path: number] }
        return (tree?.members ?? [:]).reduce(into: [:]) { numbers, member in
            numbers.merge(flat(member.value, "\(path)/\(member.key)")) { $1 }
        }
    }
}
