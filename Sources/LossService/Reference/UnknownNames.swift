// What to say when a request names a loss or a strategy that does not exist.

import Balancing
import Catalogue
import Contract
import Losses

/// That a name is unknown, what was probably meant, and which names there are.
package struct UnknownName: Sendable {
    package let detail: String
    package let known: [String]

    static func loss(_ name: String) -> UnknownName {
        let entries = LossCatalogue.all.map(\.entry)
        return UnknownName(name, "loss", "losses", entries, CommonNames.losses) { LossCatalogue.find($0)?.entry }
    }

    static func strategy(_ name: String) -> UnknownName {
        let entries = StrategyCatalogue.all.map(\.entry)
        return UnknownName(name, "strategy", "strategies", entries, CommonNames.strategies) {
            StrategyCatalogue.find($0)?.entry
        }
    }

    private init(
        _ name: String, _ kind: String, _ kinds: String, _ entries: [Entry], _ synonyms: [String: String],
        find: (String) -> Entry?
    ) {
        known = entries.map(\.name)
        // An alias may be near, and stands for its entry.
        let nearest = Suggestion.nearest(name, among: known + entries.flatMap(\.aliases), synonyms: synonyms)
        let suggestion = nearest.flatMap(find).map { " did you mean \($0.name)?" } ?? ""
        detail = "there is no \(kind) \(name.quoted);\(suggestion) GET /v1/\(kinds) lists all"
    }
}

extension RequestFault {
    /// An unknown name, with those that there are.
    init(_ code: FaultCode, at pointer: JSONPointer, _ unknown: UnknownName) {
        self.init(code: code.rawValue, at: .pointer(pointer), unknown.detail, known: unknown.known)
    }
}
