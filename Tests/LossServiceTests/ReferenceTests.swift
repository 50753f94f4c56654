// What is generated from the catalogues is what they say now; Scripts/reference rewrites it.

import Balancing
import Catalogue
import LossService
import Losses
import TestSupport
import Testing

// One after the other: they may rewrite one file.
@Suite("Reference", .serialized)
struct ReferenceTests {
    @Test("the lists of openapi.yaml are what the catalogues say", arguments: OpenAPILists.parts.map(\.name))
    func openAPI(part: String) throws {
        let lines = try #require(OpenAPILists.parts.first { $0.name == part }?.lines)
        #expect(try GeneratedText.isCurrent(lines, in: "openapi.yaml", part: part), "run Scripts/reference")
    }

    @Test("Documentation/Losses.md is what the catalogue says")
    func losses() throws {
        #expect(
            try GeneratedText.isCurrent(LossReference.markdown + "\n", in: "Documentation/Losses.md"),
            "run Scripts/reference")
    }

    @Test("the table of strategies in Documentation/Weighting.md is what the catalogue says")
    func strategies() throws {
        var lines = ["", "| strategy | needs | state | cost for T tasks | good for |", "|---|---|---|---|---|"]
        lines += StrategyCatalogue.all.map { type in
            let names = type.traits.needs.map { $0.rawValue.replacing("_", with: " ") }
            let needs = names.isEmpty ? "nothing" : names.joined(separator: ", ")
            let state = type.traits.memory != nil ? "yes" : type.traits.isRandom ? "step" : "no"
            return "| `\(type.entry.name)` | \(needs) | \(state) | \(type.traits.cost) | \(type.traits.use) |"
        }
        lines.append("")
        #expect(
            try GeneratedText.isCurrent(lines, in: "Documentation/Weighting.md", part: "strategies"),
            "run Scripts/reference")
    }
}
