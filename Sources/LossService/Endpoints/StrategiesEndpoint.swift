// GET /v1/strategies and /v1/strategies/{name}: how tasks can be weighed.

import Balancing
import Catalogue
import HTTPTypes
import TensorJSON

enum StrategiesEndpoint {
    @Sendable static func list(_ request: RouteRequest) throws(ProblemDetails) -> Answer {
        var writer = JSONWriter()
        writer.object { writer in
            writer.field("strategies")
            writer.array { writer in
                for type in StrategyCatalogue.all { write(type, into: &writer) }
            }
        }
        return MediaType.json.answer(.ok, writer.bytes)
    }

    @Sendable static func one(_ request: RouteRequest) throws(ProblemDetails) -> Answer {
        guard let type = StrategyCatalogue.find(request.parameter) else {
            throw ProblemDetails(.notFound, StrategyCatalogue.unknown(request.parameter))
        }
        var writer = JSONWriter()
        write(type, into: &writer)
        return MediaType.json.answer(.ok, writer.bytes)
    }

    private static func write(_ type: StrategyType, into writer: inout JSONWriter) {
        let (entry, traits) = (type.entry, type.traits)
        writer.object { writer in
            writer.member("name", entry.name)
            writer.field("aliases")
            writer.strings(entry.aliases)
            writer.member("summary", entry.summary)
            writer.member("formula", entry.formula)
            writer.field("needs")
            writer.strings(traits.needs.map(\.rawValue))
            writer.field("parameters")
            writer.array { writer in
                for option in type.options { writer.option(option) }
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
            writer.member("use", traits.use)
            writer.member("source", entry.source)
            writer.field("example")
            writer.raw(entry.example)
        }
    }
}
