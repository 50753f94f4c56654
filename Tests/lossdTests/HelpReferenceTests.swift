// The tables of settings in Documentation/Operations.md are what `lossd serve --help` says.

import Foundation
import TestSupport
import Testing

@Suite("Settings in the documentation", .serialized)
struct HelpReferenceTests {
    private struct Setting {
        let name: String
        let fallback: String
        let summary: String
    }

    /// The settings of a section of the help, whose texts go on over several lines.
    private static func settings(of section: String) throws -> [Setting] {
        let help = String(
            decoding: try BuiltBinary.run(["serve", "--help"], environment: ["COLUMNS": "100000"]).output, as: UTF8.self
        )
        let lines = help.components(separatedBy: "\n")
        let start = try #require(lines.firstIndex { $0.hasPrefix("\(section.uppercased()):") })
        let end = lines[(start + 1)...].firstIndex { !$0.hasPrefix(" ") } ?? lines.endIndex
        var texts: [String] = []
        for line in lines[(start + 1)..<end] {
            let text = line.trimmingCharacters(in: .whitespaces)
            if text.hasPrefix("--") {
                texts.append(text)
            } else if !texts.isEmpty {
                texts[texts.count - 1] += " \(text)"
            }
        }
        return try texts.map { text in
            let match = try #require(
                text.firstMatch(of: #/^--([a-z-]+(?:\/--no-[a-z-]+)?)(?: <[^>]*>)?\s*(.*)$/#), "\(text)")
            let words = String(match.output.2)
            let fallback = words.firstMatch(of: #/ ?\((?:values: [^;)]*; )?default: ([^)]*)\)/#)
            return Setting(
                name: String(match.output.1).replacing("/", with: "`, `"),
                fallback: fallback.map { String($0.output.1) } ?? "",
                summary: fallback.map { words.replacingCharacters(in: $0.range, with: "") } ?? words)
        }
    }

    @Test("every setting has a row", arguments: [("Server", "settings"), ("Limits", "limits")])
    func tables(section: String, part: String) throws {
        let settings = try Self.settings(of: section)
        #expect(settings.count > 10)
        let rows = settings.map { "| `--\($0.name)` | \($0.fallback) | \($0.summary) |" }
        let lines = ["", "| setting | default | |", "|---|---|---|"] + rows + [""]
        #expect(
            try GeneratedText.isCurrent(lines, in: "Documentation/Operations.md", part: part), "run Scripts/reference")
    }
}
