// GET /v1/strategies and /v1/strategies/{name}: how tasks can be weighed.

import Balancing
import Catalogue
import HTTPTypes
import TensorJSON

enum StrategiesEndpoint {
    @Sendable static func list(_ request: RouteRequest) throws(ProblemDetails) -> Answer {
        var writer = JSONWriter()
        writer.object { writer in
            writer.key("strategies")
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
            writer.key("aliases")
            writer.strings(entry.aliases)
            writer.member("summary", entry.summary)
            writer.member("formula", entry.formula)
            writer.key("needs")
            writer.strings(traits.needs.map(\.rawValue))
            writer.key("parameters")
            writer.array { writer in
                for option in type.options { writer.option(option) }
            }
            writer.key("state")
            if traits.keepsState { writer.strings(traits.memory ?? []) } else { writer.null() }
            writer.key("random")
            writer.boolean(traits.isRandom)
            writer.member("cost", traits.cost)
            writer.key("invariants")
            writer.strings(traits.invariants)
            writer.key("differences")
            writer.strings(traits.differences)
            writer.member("use", traits.use)
            writer.member("source", entry.source)
            writer.key("example")
            writer.raw(entry.example)
        }
    }
}
