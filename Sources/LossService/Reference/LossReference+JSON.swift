// The catalogue of losses as GET /v1/losses answers it.

import Catalogue
import Contract
import Losses
import TensorJSON

extension LossReference {
    /// The names of all losses.
    package static var names: [String] { LossCatalogue.all.map(\.entry.name) }

    /// The catalogue.
    package static let list = CatalogueList(
        "losses", LossCatalogue.all, find: LossCatalogue.find, unknown: UnknownName.loss, write: write)

    private static func write(
        _ type: LossType, _ language: CatalogueLanguage, into writer: inout JSONWriter
    ) {
        let entry = type.entry
        writer.object { writer in
            writer.member("name", entry.name)
            writer.field("aliases")
            writer.strings(entry.aliases)
            writer.member("summary", language.text(entry.summary))
            writer.member("formula", entry.formula)
            writer.member("denominator", entry.denominator)
            writer.member("kinks", orNull: entry.kinks)
            writer.field("inputs")
            writer.array { writer in
                for input in entry.inputs { write(input, language, into: &writer) }
            }
            writer.field("options")
            writer.array { writer in
                writeReduction(entry, language, into: &writer)
                for option in type.options { writer.option(option, summary: language.text(option.summary)) }
            }
            writer.field("reductions")
            writer.strings(entry.reductions)
            let presets = Preset.all.filter { $0.loss == entry.name }
            writer.field("presets")
            writer.array { writer in
                for preset in presets { write(preset, language, into: &writer) }
            }
            writer.member("source", entry.source)
            writer.member("safe", orNull: type.safeForm)
            writer.field("example")
            writer.raw("{\"tasks\": [\(entry.example)]}")
        }
    }

    private static func write(
        _ input: Input, _ language: CatalogueLanguage, into writer: inout JSONWriter
    ) {
        writer.object { writer in
            writer.member("name", input.name)
            writer.member("in", input.place.rawValue)
            writer.member("kind", input.kind.rawValue)
            writer.member("shape", input.shape)
            writer.field("required")
            writer.boolean(input.isRequired)
            writer.member("gradient", input.gradient.rawValue)
            if let domain = input.domain {
                writer.field("domain")
                writer.array { writer in
                    writer.number(domain.lowerBound)
                    writer.number(domain.upperBound)
                }
            }
            writer.member("summary", language.text(input.summary))
        }
    }

    private static func write(
        _ preset: Preset, _ language: CatalogueLanguage, into writer: inout JSONWriter
    ) {
        writer.object { writer in
            writer.member("name", preset.name)
            writer.field("options")
            writer.options(preset.options)
            writer.member("note", orNull: preset.note.isEmpty ? nil : language.text(preset.note))
        }
    }

    private static func writeReduction(
        _ entry: Entry, _ language: CatalogueLanguage, into writer: inout JSONWriter
    ) {
        writer.object { writer in
            writer.member("name", "reduction")
            writer.member("type", "string")
            writer.member("default", entry.reductions.first ?? "mean")
            writer.member("range", "one of \(entry.reductions.joined(separator: ", "))")
            writer.member("summary", language.text(reductionSummary))
        }
    }

    static let reductionSummary = "How the losses of the items become the loss of the task."
}
