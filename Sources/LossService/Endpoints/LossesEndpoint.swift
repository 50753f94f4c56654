// GET /v1/losses and /v1/losses/{name}: the catalogue.

import Catalogue
import HTTPTypes
import Losses
import TensorJSON

package enum LossesEndpoint {
    @Sendable static func list(_ request: RouteRequest) throws(ProblemDetails) -> Answer {
        MediaType.json.answer(.ok, catalogue())
    }

    @Sendable static func one(_ request: RouteRequest) throws(ProblemDetails) -> Answer {
        MediaType.json.answer(.ok, try description(of: request.parameter))
    }

    /// The names of all losses.
    package static var names: [String] {
        LossCatalogue.all.map(\.entry.name)
    }

    /// All losses, as JSON.
    package static func catalogue() -> [UInt8] {
        var writer = JSONWriter()
        writer.object { writer in
            writer.field("losses")
            writer.array { writer in
                for type in LossCatalogue.all { write(type, into: &writer) }
            }
        }
        return writer.bytes
    }

    /// One loss, as JSON.
    package static func description(of name: String) throws(ProblemDetails) -> [UInt8] {
        guard let type = LossCatalogue.find(name) else {
            throw ProblemDetails(.notFound, LossCatalogue.unknown(name))
        }
        var writer = JSONWriter()
        write(type, into: &writer)
        return writer.bytes
    }

    private static func write(_ type: LossType, into writer: inout JSONWriter) {
        let entry = type.entry
        writer.object { writer in
            writer.member("name", entry.name)
            writer.field("aliases")
            writer.strings(entry.aliases)
            writer.member("summary", entry.summary)
            writer.member("formula", entry.formula)
            writer.member("denominator", entry.denominator)
            writer.field("kinks")
            if let kinks = entry.kinks { writer.string(kinks) } else { writer.null() }
            writer.field("inputs")
            writer.array { writer in
                for input in entry.inputs { write(input, into: &writer) }
            }
            writer.field("options")
            writer.array { writer in
                writeReduction(entry, into: &writer)
                for option in type.options { writer.option(option) }
            }
            writer.field("reductions")
            writer.strings(entry.reductions)
            writer.member("source", entry.source)
            writer.field("safe")
            if let form = type.safeForm { writer.string(form) } else { writer.null() }
            writer.field("example")
            writer.raw("{\"tasks\": [\(entry.example)]}")
        }
    }

    private static func write(_ input: Input, into writer: inout JSONWriter) {
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
            writer.member("summary", input.summary)
        }
    }

    private static func writeReduction(_ entry: Entry, into writer: inout JSONWriter) {
        writer.object { writer in
            writer.member("name", "reduction")
            writer.member("type", "string")
            writer.member("default", entry.reductions.first ?? "mean")
            writer.member("range", "one of \(entry.reductions.joined(separator: ", "))")
            writer.member("summary", "How the losses of the items become the loss of the task.")
        }
    }
}

extension JSONWriter {
    /// Writes a member whose value is a string.
    mutating func member(_ name: StaticString, _ text: String) {
        field(name)
        string(text)
    }

    /// Writes a list of strings.
    mutating func strings(_ texts: [String]) {
        array { writer in
            for text in texts { writer.string(text) }
        }
    }
}
