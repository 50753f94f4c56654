// What to say when a request names a loss or a strategy that does not exist.

import Balancing
import Catalogue
import Contract
import Losses

extension LossCatalogue {
    /// That there is no such loss, and which there are.
    static func unknown(_ name: String) -> String {
        "there is no loss \(name.quoted); there are \(all.map(\.entry.name).joined(separator: ", "))"
    }
}

extension StrategyCatalogue {
    /// That there is no such strategy, and which there are.
    static func unknown(_ name: String) -> String {
        "there is no strategy \(name.quoted); there are \(all.map(\.entry.name).joined(separator: ", "))"
    }
}
