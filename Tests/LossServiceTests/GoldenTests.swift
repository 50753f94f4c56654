// Every golden case through the whole service, against PyTorch's answers.

import Catalogue
import LossService
import Losses
import TestSupport
import Testing

@Suite("Golden values")
struct GoldenTests {
    @Test("PyTorch's losses and gradients are answered", arguments: GoldenCase.all, ["float64", "float32"])
    func golden(golden: GoldenCase, dtype: String) throws {
        let answer = try JSONTree(try Evaluator().answer(golden.request(dtype: dtype)))
        let task = try #require(answer["tasks"]?[0])
        let expected = try #require(golden.answers[dtype])
        let truth = try #require(golden.answers["float64"])
        let tolerance = Closeness.tolerance(dtype)
        try check(task["loss"], expected["loss"], truth["loss"], tolerance)
        try check(task["denominator"], expected["denominator"], truth["denominator"], tolerance)
        for (name, gradient) in expected["gradients"]?.members ?? [:] {
            try check(task["gradients"]?[name], gradient, truth["gradients"]?[name], tolerance)
        }
        #expect(task["gradients"]?.members.count ?? 0 == expected["gradients"]?.members.count)
    }

    /// PyTorch's float32 is not always the nearest to its float64; what is nearer still is right too.
    private func check(_ found: JSONTree?, _ expected: JSONTree?, _ truth: JSONTree?, _ tolerance: Double) throws {
        let (found, expected, truth) = (try #require(found), try #require(expected), try #require(truth))
        #expect(found.shape == expected.shape)
        #expect(
            Closeness.difference(found.numbers, expected.numbers, truth: truth.numbers, tolerance: tolerance) == nil)
    }

    @Test("every loss of the catalogue has a fixture, and every fixture is a loss's")
    func coverage() {
        #expect(Set(GoldenCase.all.map(\.loss)) == Set(LossCatalogue.all.map(\.entry.name)))
    }

    @Test("no answer is further from float64's than PyTorch's float32 answers are, by more than one last place")
    func accuracy() throws {
        for golden in GoldenCase.all where golden.isSmooth {
            let answer = try JSONTree(try Evaluator().answer(golden.request(dtype: "float32")))
            let task = try #require(answer["tasks"]?[0])
            let truth = try #require(golden.answers["float64"])
            let theirs = try #require(golden.answers["float32"])
            var triples = [(task["loss"], truth["loss"], theirs["loss"])]
            for name in (truth["gradients"]?.members ?? [:]).keys.sorted() {
                triples.append((task["gradients"]?[name], truth["gradients"]?[name], theirs["gradients"]?[name]))
            }
            for (found, truth, theirs) in triples {
                let exact = truth?.numbers ?? []
                let scale = exact.map(abs).max() ?? 0
                let ours = Self.distance(found?.numbers ?? [], exact)
                let torchs = Self.distance(theirs?.numbers ?? [], exact)
                #expect(ours <= torchs + 0x1p-23 * scale, "\(golden)")
            }
        }
    }

    /// How far float32 numbers lie from exact ones; their texts name them, but are not them.
    private static func distance(_ found: [Double], _ exact: [Double]) -> Double {
        zip(found, exact).map { abs(Double(Float($0)) - $1) }.max() ?? 0
    }
}
