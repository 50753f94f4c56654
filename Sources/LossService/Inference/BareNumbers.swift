// NaN and Infinity without quotes, as Python's json writes them: no JSON, and what clients of the protocol send.

/// Puts quotes around bare NaN, Infinity and -Infinity.
enum BareNumbers {
    private static let words = ["NaN", "Infinity", "-Infinity"].map { Array($0.utf8) }

    /// The text with quotes; `nil` where it has no such number.
    static func quoted(_ text: [UInt8]) -> [UInt8]? {
        var quoted: [UInt8] = []
        var isFound = false
        forEachPart(of: text) { part, isBare in
            isFound = isFound || isBare
            if isBare { quoted.append(UInt8(ascii: "\"")) }
            quoted.append(contentsOf: part)
            if isBare { quoted.append(UInt8(ascii: "\"")) }
        }
        return isFound ? quoted : nil
    }

    /// The offset in the text of what is at an offset of the text with quotes.
    static func offset(_ quotedOffset: Int, in text: [UInt8]) -> Int {
        var quotes = 0
        forEachPart(of: text) { part, isBare in
            guard isBare else { return }
            if part.startIndex + quotes < quotedOffset { quotes += 1 }
            if part.endIndex + quotes < quotedOffset { quotes += 1 }
        }
        return quotedOffset - quotes
    }

    /// Calls `body` with each part of the text in turn: a bare number, or what is between two.
    private static func forEachPart(of text: [UInt8], _ body: (_ part: ArraySlice<UInt8>, _ isBare: Bool) -> Void) {
        var (index, start) = (0, 0)
        while index < text.count {
            switch text[index] {
            case UInt8(ascii: "\""): index = endOfString(text, from: index)
            case UInt8(ascii: "N"), UInt8(ascii: "I"), UInt8(ascii: "-"):
                guard let word = words.first(where: { text[index...].starts(with: $0) }) else { fallthrough }
                body(text[start..<index], false)
                start = index + word.count
                body(text[index..<start], true)
                index = start
            default: index += 1
            }
        }
        body(text[start...], false)
    }

    /// Where the string that begins at a place ends.
    private static func endOfString(_ text: [UInt8], from start: Int) -> Int {
        var index = start + 1
        while index < text.count, text[index] != UInt8(ascii: "\"") {
            index += text[index] == UInt8(ascii: "\\") ? 2 : 1
        }
        return min(index + 1, text.count)
    }
}
