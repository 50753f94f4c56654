// Fields that list what a client accepts: Accept, Accept-Encoding.

/// One element of such a field.
package struct Preference: Sendable, Equatable {
    /// The media range or coding, in lower case.
    package let name: String
    /// The weight, 1 where none is given; `nil` where it is not a number.
    package let weight: Double?

    /// The elements of a field (RFC 9110 §12.4.2, §12.5.1), which quoted parameters do not end.
    package static func list(_ field: String) -> [Preference] {
        split(field[...], at: ",").compactMap { element in
            let parts = split(element, at: ";").map { $0.trimmingBlanks().lowercased() }
            guard let name = parts.first, !name.isEmpty else { return nil }
            let weight = parts.dropFirst().first { $0.hasPrefix("q=") }.map { Double($0.dropFirst(2)) }
            return Preference(name: name, weight: weight ?? 1)
        }
    }

    /// The parts between separators, without splitting inside quotes.
    private static func split(_ text: Substring, at separator: Character) -> [Substring] {
        var parts: [Substring] = []
        var start = text.startIndex
        var (isQuoted, isEscaped) = (false, false)
        for index in text.indices {
            if isEscaped {
                isEscaped = false
            } else if text[index] == "\"" {
                isQuoted.toggle()
            } else if isQuoted {
                isEscaped = text[index] == "\\"
            } else if text[index] == separator {
                parts.append(text[start..<index])
                start = text.index(after: index)
            }
        }
        return parts + [text[start...]]
    }
}
