// The values of settings as a file has them: plain, or between quotes where they hold what would end them.

import Exchange

/// Reads and writes values.
enum SettingText {
    /// The value that a text stands for, comments after it left out; `nil` if more than that follows a closing quote.
    static func value(_ text: Substring) -> String? {
        guard text.first == "\"" else { return String(withoutComment(text)) }
        var value = ""
        var rest = text.dropFirst()
        while let character = rest.popFirst() {
            switch character {
            case "\"": return withoutComment(rest.drop { $0 == " " || $0 == "\t" }).isEmpty ? value : nil
            case "\\":
                guard let escaped = rest.popFirst() else { return nil }
                value.append(escaped == "n" ? "\n" : escaped)
            default: value.append(character)
            }
        }
        return nil
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
        let isPlain = self.value(Substring(value)) == value && Substring(value).trimmingBlanks() == value
        guard !isPlain || value.contains(where: \.isNewline) else { return value }
        let escaped = value.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"").replacing("\n", with: "\\n")
        return "\"\(escaped)\""
    }
}
