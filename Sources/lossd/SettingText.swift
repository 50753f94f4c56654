// The values of settings as a file has them: plain, or between quotes where they hold what would end them.

import Exchange

/// Reads and writes values.
enum SettingText {
    /// The escapes inside quotes, and what they stand for.
    private static let escapes: [Character: Unicode.Scalar] = [
        "\"": "\"", "\\": "\\", "n": "\n", "r": "\r", "t": "\t",
    ]

    /// The value that a text stands for, a comment after it left out.
    ///
    /// - Throws: what is wrong with a text that begins with a quote.
    static func value(_ text: Substring) throws(SettingsFailure) -> String {
        guard text.first == "\"" else { return String(withoutComment(text)) }
        var value = String.UnicodeScalarView()
        var rest = text.unicodeScalars.dropFirst()
        while let scalar = rest.popFirst() {
            switch scalar {
            case "\"":
                guard withoutComment(Substring(rest).trimmingBlanks()).isEmpty else {
                    throw SettingsFailure(description: "expected nothing but a comment after the closing quote")
                }
                return String(value)
            case "\\":
                guard let escape = rest.popFirst(), let meant = escapes[Character(escape)] else {
                    throw SettingsFailure(description: "inside quotes there are the escapes \\\" \\\\ \\n \\r and \\t")
                }
                value.append(meant)
            default: value.append(scalar)
            }
        }
        throw SettingsFailure(description: "the closing quote is missing")
    }

    /// A comment begins with a number sign at the beginning or after white space.
    private static func withoutComment(_ text: Substring) -> Substring {
        var isAfterBlank = true
        for index in text.indices {
            if text[index] == "#", isAfterBlank { return text[..<index].trimmingBlanks() }
            isAfterBlank = text[index] == " " || text[index] == "\t"
        }
        return text
    }

    /// The text of a value, which reads back to it.
    static func text(_ value: String) -> String {
        let breaks: [Unicode.Scalar] = ["\n", "\r"]
        let isPlain = (try? self.value(Substring(value))) == value && Substring(value).trimmingBlanks() == value
        guard !isPlain || value.unicodeScalars.contains(where: breaks.contains) else { return value }
        var text = "\""
        for scalar in value.unicodeScalars {
            if let escape = escapes.first(where: { $0.value == scalar })?.key {
                text += "\\\(escape)"
            } else {
                text.unicodeScalars.append(scalar)
            }
        }
        return text + "\""
    }
}
