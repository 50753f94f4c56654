// What a loss needs besides its code: a fixture, an example, a row of Accuracy.md.

import Catalogue
import LossService
import Losses
import TestSupport
import Testing

@Suite("Completeness")
struct CompletenessTests {
    @Test("every loss has all that a loss needs", arguments: LossCatalogue.all)
    func losses(type: LossType) throws {
        let name = type.entry.name
        var missing: [String] = []
        if !GoldenCase.all.contains(where: { $0.loss == name }) {
            missing.append("a fixture (Scripts/cases, Scripts/oracle, Scripts/golden-values \(name))")
        }
        let example = Service().evaluate("{\"tasks\":[\(type.entry.example)]}")
        if example.status != 200 || !type.entry.example.contains("\"\(name)\"") {
            missing.append("an example that works (Entry.example): \(String(decoding: example.body, as: UTF8.self))")
        }
        let accuracy = String(decoding: try Repository.read("Documentation/Accuracy.md"), as: UTF8.self)
        if !accuracy.contains("| `\(name)` |") {
            missing.append("a row of Documentation/Accuracy.md (Scripts/compare-with-torch)")
        }
        #expect(missing.isEmpty, "\(name) lacks \(missing.joined(separator: "; "))")
    }

    @Test("every fixture is a loss's")
    func fixtures() {
        let strangers = Set(GoldenCase.all.map(\.loss)).subtracting(LossCatalogue.all.map(\.entry.name))
        #expect(strangers.isEmpty)
    }
}
