// What is said to whoever names a loss that there is not.

import Catalogue
import Losses

extension LossCatalogue {
    /// That there is no such loss, and which there are.
    static func unknown(_ name: String) -> String {
        "there is no loss \(name.quoted); there are \(all.map(\.entry.name).joined(separator: ", "))"
    }
}
