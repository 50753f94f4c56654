// The strings for numbers that JSON has no literal for, and what others write for them.

/// Numbers that are not finite, as text.
package enum NonFinite {
    /// How they are written, as strings.
    static let words = "\"NaN\", \"Infinity\" or \"-Infinity\", as strings"
    static let advice = "JSON has no literal for non-finite numbers: write \(words)"

    /// The string that a text such as `nan`, `inf` or `-Inf` stands for elsewhere; `nil` for any other.
    package static func meant(by text: String) -> String? {
        guard text.utf8.count <= 16 else { return nil }
        return switch text.lowercased() {
        case "nan", "+nan", "-nan": "NaN"
        case "inf", "+inf", "infinity", "+infinity": "Infinity"
        case "-inf", "-infinity": "-Infinity"
        default: nil
        }
    }
}
