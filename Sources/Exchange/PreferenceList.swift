// Fields that list what a client accepts: Accept, Accept-Encoding.

/// One element of such a field.
package struct Preference: Sendable, Equatable {
    /// The media range or coding, in lower case.
    package let name: String
    /// The weight, 1 where none is given; `nil` where it is not a number.
    package let weight: Double?

    /// The elements of a field (RFC 9110 §12.4.2, §12.5.1), which quoted parameters do not end.
    package static func list(_ field: String) -> [Preference] {
        let bytes = Array(field.utf8)
        var preferences: [Preference] = []
        var start = 0
        while start <= bytes.count {
            let end = end(of: bytes, from: start, to: bytes.count, UInt8(ascii: ","))
            if let preference = preference(bytes, start, end) { preferences.append(preference) }
            start = end + 1
        }
        return preferences
    }

    /// The element between two offsets; `nil` for an empty one.
    private static func preference(_ bytes: [UInt8], _ start: Int, _ end: Int) -> Preference? {
        var partEnd = Self.end(of: bytes, from: start, to: end, UInt8(ascii: ";"))
        let name = text(bytes, start, partEnd)
        guard !name.isEmpty else { return nil }
        while partEnd < end {
            let partStart = partEnd + 1
            partEnd = Self.end(of: bytes, from: partStart, to: end, UInt8(ascii: ";"))
            let parameter = text(bytes, partStart, partEnd)
            if parameter.hasPrefix("q=") { return Preference(name: name, weight: Double(parameter.dropFirst(2))) }
        }
        return Preference(name: name, weight: 1)
    }

    /// The bytes between two offsets in lower case, without blanks at the ends.
    private static func text(_ bytes: [UInt8], _ start: Int, _ end: Int) -> String {
        let text = bytes[start..<end].trimming { $0 == 0x20 || $0 == 0x09 || $0 == 0x0D }
        let hasUpper = text.contains { $0 &- UInt8(ascii: "A") < 26 || $0 >= 0x80 }
        let string = String(decoding: text, as: UTF8.self)
        return hasUpper ? string.lowercased() : string
    }

    /// Where the next separator is that is not inside quotes, or the end.
    private static func end(of bytes: [UInt8], from start: Int, to end: Int, _ separator: UInt8) -> Int {
        var (isQuoted, isEscaped) = (false, false)
        for index in start..<end {
            if isEscaped {
                isEscaped = false
            } else if bytes[index] == UInt8(ascii: "\"") {
                isQuoted.toggle()
            } else if isQuoted {
                isEscaped = bytes[index] == UInt8(ascii: "\\")
            } else if bytes[index] == separator {
                return index
            }
        }
        return end
    }
}
