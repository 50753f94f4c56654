// The catalogue of strategies as GET /v1/strategies answers it.

import Balancing
import Catalogue
import Contract
import TensorJSON

/// Describes all strategies.
package enum StrategyReference {
    /// The catalogue.
    package static let list = CatalogueList(
        "strategies", StrategyCatalogue.all, find: StrategyCatalogue.find, unknown: UnknownName.strategy,
        write: write)

    private static func write(
        _ type: StrategyType, _ language: CatalogueLanguage, into writer: inout JSONWriter
    ) {
        let (entry, traits) = (type.entry, type.traits)
        writer.object { writer in
            writer.member("name", entry.name)
            writer.field("aliases")
            writer.strings(entry.aliases)
            writer.member("summary", language.text(entry.summary))
            writer.member("formula", entry.formula)
            writer.field("needs")
            writer.strings(traits.needs.map(\.rawValue))
            writer.field("parameters")
            writer.array { writer in
                for option in type.options { writer.option(option, summary: language.text(option.summary)) }
            }
            writer.field("state")
            if traits.keepsState { writer.strings(traits.memory ?? []) } else { writer.null() }
            writer.field("random")
            writer.boolean(traits.isRandom)
            writer.member("cost", traits.cost)
            writer.field("invariants")
            writer.strings(traits.invariants)
            writer.field("differences")
            writer.strings(traits.differences)
            writer.member("use", language.text(traits.use))
            writer.member("source", entry.source)
            writer.field("example")
            writer.raw(entry.example)
        }
    }
}
