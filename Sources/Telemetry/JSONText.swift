// Texts as JSON strings, for logs and traces.

enum JSONText {
    /// A text between quotes.
    static func string(_ text: String) -> String {
        "\"\(escaped(text))\""
    }

    /// A text, escaped for a JSON string.
    static func escaped(_ text: String) -> String {
        guard text.utf8.contains(where: { $0 < 0x20 || $0 == UInt8(ascii: "\"") || $0 == UInt8(ascii: "\\") }) else {
            return text
        }
        return text.unicodeScalars.map { scalar in
            switch scalar {
            case "\"", "\\": "\\\(scalar)"
            case _ where scalar.value < 0x20: "\\u00\(scalar.value < 16 ? "0" : "")\(String(scalar.value, radix: 16))"
            default: String(scalar)
            }
        }.joined()
    }
}
