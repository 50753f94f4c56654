// The language of the catalogues' texts, as the client prefers it.

import Exchange

/// A language that the catalogues are written in.
package enum CatalogueLanguage: String, Sendable, CaseIterable {
    case english = "en"
    case chinese = "zh-Hans"

    /// The one that a client prefers; English where it says nothing, or neither.
    init(_ fields: HeaderFields) {
        guard let field = fields[.acceptLanguage] else {
            self = .english
            return
        }
        func weight(_ language: String) -> Double {
            let ranges = Preference.list(field).filter { $0.name == language || $0.name.hasPrefix("\(language)-") }
            return ranges.compactMap(\.weight).max() ?? 0
        }
        self = weight("zh") > weight("en") ? .chinese : .english
    }

    /// A text of the catalogue in this language.
    func text(_ english: String) -> String {
        self == .english ? english : ChineseTexts.all[english] ?? english
    }
}
