// What to write instead of what is not JSON: the words and signs of Python, JavaScript and configuration files.

import Catalogue

extension JSONReader {
    /// The error for a byte that is not allowed at the cursor.
    func unexpected(_ expected: String) -> JSONSyntaxError {
        guard let byte = current else { return unexpectedEnd }
        if let advice = advice(at: position, byte) { return JSONSyntaxError(advice, at: position) }
        return JSONSyntaxError("expected \(expected), found \(Self.name(of: byte))", at: position)
    }

    var unexpectedEnd: JSONSyntaxError {
        let isEmpty = bytes.prefix(1 << 10).allSatisfy(Self.isWhitespace) && bytes.count <= 1 << 10
        return JSONSyntaxError(
            isEmpty ? "the text is empty: send a JSON object" : "the text ends in the middle of a value",
            at: bytes.count)
    }

    private func advice(at position: Int, _ byte: UInt8) -> String? {
        if let kind = bytes.starts(with: [0x1F, 0x8B]) ? "gzip: send Content-Encoding: gzip with it" : encoding {
            return "the body is \(kind)"
        }
        let neighbour = position > 0 ? bytes[position - 1] : 0
        let isAfterNumber = Self.isDigit(neighbour) || neighbour == UInt8(ascii: ".")
        if !isAfterNumber, let advice = advice(onWord: word(around: position), after: neighbour) { return advice }
        switch byte {
        case UInt8(ascii: "'"): return "strings and keys are in double quotes, not in single ones"
        case UInt8(ascii: "]"), UInt8(ascii: "}"):
            return previous(of: position) == UInt8(ascii: ",")
                ? "JSON has no trailing commas: expected a value after \",\", found \(Self.name(of: byte))" : nil
        case UInt8(ascii: ","):
            let before = previous(of: position)
            let isFirst = [UInt8(ascii: "["), UInt8(ascii: "{"), UInt8(ascii: ",")].contains(before)
            return isFirst ? "a value is missing before \",\"" : nil
        case UInt8(ascii: "/"):
            let next = position + 1 < bytes.count ? bytes[position + 1] : 0
            return next == byte || next == UInt8(ascii: "*") ? "JSON has no comments" : nil
        // As in 1.#INF.
        case UInt8(ascii: "#"): return isAfterNumber ? NonFinite.advice : "JSON has no comments"
        case UInt8(ascii: "+"): return isAfterNumber ? nil : "a number has no plus sign"
        case UInt8(ascii: "."): return isAfterNumber ? nil : "a number needs a digit before its point"
        case _ where Self.isDigit(byte): return isAfterLeadingZero(position) ? "a number has no leading zeros" : nil
        default: return nil
        }
    }

    private static func isDigit(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
    }

    /// Whether there is a zero just before a place, and no other part of a number before that.
    private func isAfterLeadingZero(_ position: Int) -> Bool {
        guard position > 0, bytes[position - 1] == UInt8(ascii: "0") else { return false }
        guard position > 1 else { return true }
        return !Self.isDigit(bytes[position - 2]) && bytes[position - 2] != UInt8(ascii: ".")
    }

    /// A text that is not UTF-8, by how it begins.
    private var encoding: String? {
        guard bytes.count > 1 else { return nil }
        let isMarked = bytes.starts(with: [0xFF, 0xFE]) || bytes.starts(with: [0xFE, 0xFF])
        return isMarked || bytes[0] == 0 || bytes[1] == 0 ? "UTF-16 or UTF-32: send UTF-8" : nil
    }

    private func advice(onWord word: String, after neighbour: UInt8) -> String? {
        if NonFinite.meant(by: word) != nil { return NonFinite.advice }
        switch word.lowercased() {
        case "": return nil
        case "none", "nil", "undefined":
            return "JSON has no \(word): null means absent, and is no number"
        case "null" where word != "null", "true" where word != "true", "false" where word != "false":
            return "null, true and false are in lower case"
        case "null", "true", "false": return nil
        case _ where neighbour == UInt8(ascii: "\""): return "a quote inside a string is written \\\""
        default: return "\(word.quoted) is not in double quotes, which strings and keys need"
        }
    }

    /// The letters around a place, with a sign before them; empty where there is no letter.
    private func word(around position: Int) -> String {
        func isPart(_ byte: UInt8) -> Bool {
            (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20) || byte == UInt8(ascii: "_")
        }
        guard isPart(bytes[position]) else { return "" }
        var (start, end) = (position, position)
        while start > 0, position - start < 32, isPart(bytes[start - 1]) { start -= 1 }
        if start > 0, bytes[start - 1] == UInt8(ascii: "-") || bytes[start - 1] == UInt8(ascii: "+") { start -= 1 }
        while end < bytes.count, end - position < 32, isPart(bytes[end]) { end += 1 }
        return String(decoding: bytes[start..<end], as: UTF8.self)
    }

    /// The last byte before a place that is not white space.
    private func previous(of position: Int) -> UInt8? {
        bytes[..<position].suffix(256).last { !Self.isWhitespace($0) }
    }

    /// A byte as a message names it.
    static func name(of byte: UInt8) -> String {
        switch byte {
        case 0x21...0x7E: "\"\(Character(UnicodeScalar(byte)))\""
        case 0x20: "a space"
        default: "the byte 0x\(String(byte, radix: 16, uppercase: true))"
        }
    }
}
