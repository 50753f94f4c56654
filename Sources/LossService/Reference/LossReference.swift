// The catalogue as a page to read: Documentation/Losses.md.

import Catalogue
import Losses

/// Writes the reference of all losses in Markdown.
package struct LossReference {
    private var lines: [String] = []

    /// The page, without its last line break.
    package static var markdown: String {
        var reference = LossReference()
        reference.writeHead()
        for type in LossCatalogue.all { reference.write(type) }
        return reference.lines.joined(separator: "\n")
    }

    private mutating func writeHead() {
        lines += [
            "# Losses", "",
            "All \(LossCatalogue.all.count) losses, as `GET /v1/losses` has them. `lossd losses --markdown` wrote this page,",
            "and a test fails when it is stale.", "",
            "Every loss takes the option `reduction`; its first value is the default. `mean` divides by the loss's own",
            "denominator, which each answer states. A `mask` or `sample_weight` leaves items out or weights them, in the",
            "denominator too. Gradients are those of the reduced loss. With `\"safe\": true` on a task the mean of no items is 0",
            "instead of NaN, and infinite or huge numbers make neither NaN nor a gradient that is not finite: a cost that is",
            "not determined, such as that of ∞ − ∞, is infinite, a derivative that would not be finite is 0, and of a softmax",
            "the scores of +∞ share the probability evenly. What else changes is said below. NaN in an input that counts",
            "stays visible as NaN. `denominator` on a task replaces what a mean divides by: with the count of all of them in each part of a",
            "batch, losses and gradients of the parts add up. `preset` sets the options of a training stack; what a task sets itself",
            "wins, and the answer says what was set. Losses of tokens answer `diagnostics`, too. See [Accuracy.md](Accuracy.md) for how close the numbers are.",
            "", "| loss | |", "|---|---|",
        ]
        for type in LossCatalogue.all {
            lines.append("| [`\(type.entry.name)`](#\(type.entry.name)) | \(type.entry.summary) |")
        }
    }

    private mutating func write(_ type: LossType) {
        let entry = type.entry
        lines += ["", "## \(entry.name)", "", entry.summary]
        if !entry.aliases.isEmpty {
            lines.append("Also called \(entry.aliases.map { "`\($0)`" }.joined(separator: ", ")).")
        }
        lines += ["", "* **Formula:** \(entry.formula).", "* **`mean` divides by** \(entry.denominator)."]
        if let kinks = entry.kinks { lines.append("* **At kinks:** \(kinks)") }
        if let form = type.safeForm { lines.append("* **With `safe`:** \(form)") }
        lines += [
            "* **Source:** \(entry.source).", "", "| tensor | shape | gradient | |", "|---|---|---|---|",
        ]
        for input in entry.inputs { lines.append(Self.row(input)) }
        lines += ["", "| option | default | values | |", "|---|---|---|---|", Self.reductionRow(entry)]
        for option in type.options { lines.append(Self.row(option)) }
        let presets = Preset.all.filter { $0.loss == entry.name }
        if !presets.isEmpty {
            lines += ["", "| preset | sets | |", "|---|---|---|"]
            for preset in presets {
                let options = preset.options.map { "`\($0.name)` \($0.value.text)" }.joined(separator: ", ")
                lines.append(Self.cells(["`\(preset.name)`", options.isEmpty ? "the defaults" : options, preset.note]))
            }
        }
        lines += ["", "```json", "{\"tasks\": [\(entry.example)]}", "```"]
    }

    private static func row(_ input: Input) -> String {
        let place = input.place == .options ? "options." : ""
        let gradient =
            switch input.gradient {
            case .byDefault: "yes"
            case .onRequest: "when asked for"
            case .never: "no"
            }
        let range = input.domain.map { " From \($0.lowerBound) to \($0.upperBound)." } ?? ""
        let optional = input.isRequired || input.place == .options ? "" : " May be left out."
        return cells(["`\(place)\(input.name)`", input.shape, gradient, input.summary + range + optional])
    }

    private static func reductionRow(_ entry: Entry) -> String {
        let values = entry.reductions.map { "`\($0)`" }.joined(separator: ", ")
        return cells(
            [
                "`reduction`", "`\(entry.reductions.first ?? "mean")`", values,
                Self.reductionSummary,
            ])
    }

    private static func row(_ option: OptionDescription) -> String {
        let range = option.type.rangeText ?? option.type.name
        let needs = option.requires.map { " Needs `\($0)`." } ?? ""
        return cells(["`\(option.name)`", "`\(option.default.text)`", range, option.summary + needs])
    }

    /// A row of a table.
    private static func cells(_ texts: [String]) -> String {
        "| " + texts.map { $0.replacing("|", with: "\\|") }.joined(separator: " | ") + " |"
    }
}
