// NaN and Infinity without quotes, as Python's json writes them: no JSON, and what clients of the protocol send.

/// Puts quotes around bare NaN, Infinity and -Infinity.
enum BareNumbers {
    private static let words = ["NaN", "Infinity", "-Infinity"].map { Array($0.utf8) }

    /// The text with quotes; `nil` where it has no such number.
    static func quoted(_ text: [UInt8]) -> [UInt8]? {
        var quoted: [UInt8] = []
        var (index, isFound) = (0, false)
        while index < text.count {
            switch text[index] {
            case UInt8(ascii: "\""):
                let end = endOfString(text, from: index)
                quoted.append(contentsOf: text[index..<end])
                index = end
            case UInt8(ascii: "N"), UInt8(ascii: "I"), UInt8(ascii: "-"):
                guard let word = words.first(where: { text[index...].starts(with: $0) }) else { fallthrough }
                isFound = true
                quoted.append(UInt8(ascii: "\""))
                quoted.append(contentsOf: word)
                quoted.append(UInt8(ascii: "\""))
                index += word.count
            default:
                quoted.append(text[index])
                index += 1
            }
        }
        return isFound ? quoted : nil
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
