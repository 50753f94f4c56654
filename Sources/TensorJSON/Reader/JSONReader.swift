// A cursor over the bytes of a JSON text: strict (RFC 8259), without a tree of values.

import Catalogue

/// Reads a JSON text from its beginning to its end, value by value.
package struct JSONReader {
    /// What kind of value comes next.
    package enum Kind: String {
        case object, array, string, number, boolean, null
    }

    let bytes: [UInt8]
    let limits: JSONLimits
    package internal(set) var position = 0
    var depth = 0
    /// Whether nothing of the innermost open object or list was read yet.
    private var isFresh = false
    private var keys = OpenKeys()

    /// - Parameters:
    ///   - bytes: the text; a byte order mark before it is skipped (RFC 8259 §8.1).
    ///   - limits: what shape the document may have.
    package init(_ bytes: [UInt8], limits: JSONLimits = JSONLimits()) {
        self.bytes = bytes
        self.limits = limits
        if bytes.count >= 3, bytes[0] == 0xEF, bytes[1] == 0xBB, bytes[2] == 0xBF { position = 3 }
    }

    /// The kind of the next value, decided by its first byte.
    package mutating func peek() throws(JSONSyntaxError) -> Kind {
        skipWhitespace()
        guard let byte = current else { throw unexpectedEnd }
        switch byte {
        case UInt8(ascii: "{"): return .object
        case UInt8(ascii: "["): return .array
        case UInt8(ascii: "\""): return .string
        case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): return .number
        case UInt8(ascii: "t"), UInt8(ascii: "f"): return .boolean
        case UInt8(ascii: "n"): return .null
        default: throw unexpected("a value")
        }
    }

    /// Opens the object at the cursor; `nextKey` leads through it.
    package mutating func beginObject() throws(JSONSyntaxError) {
        try enter(UInt8(ascii: "{"), "an object")
        isFresh = true
        keys.beginLevel()
    }

    /// Reads the next key of the innermost open object, whose value must then be read; `nil` at its end.
    package mutating func nextKey() throws(JSONSyntaxError) -> String? {
        try nextKeyWithPlace()?.text
    }

    /// The same, with the place of the key and its quotes; it is plain when nothing in it is escaped.
    @inline(__always)
    mutating func nextKeyWithPlace() throws(JSONSyntaxError) -> (text: String, place: Range<Int>, isPlain: Bool)? {
        guard try advance(to: UInt8(ascii: "}")) else { return nil }
        skipWhitespace()
        let start = position
        let (key, isPlain) = try readText()
        let place = start..<position
        guard keys.insert(key, at: place, isPlain: isPlain, in: bytes) else {
            throw JSONSyntaxError("duplicate key \(key.quoted)", at: start, code: .duplicateKey)
        }
        guard consume(UInt8(ascii: ":")) else { throw unexpected("\":\"") }
        return (key, place, isPlain)
    }

    /// Opens the list at the cursor; `nextElement` leads through it.
    package mutating func beginArray() throws(JSONSyntaxError) {
        try enter(UInt8(ascii: "["), "a list")
        isFresh = true
        keys.beginLevel()
    }

    /// Whether another element of the innermost open list follows, which must then be read; `false` at its end.
    package mutating func nextElement() throws(JSONSyntaxError) -> Bool {
        try advance(to: UInt8(ascii: "]"))
    }

    /// Steps to the next member of the innermost level; `false` once its closing bracket was read.
    private mutating func advance(to closing: UInt8) throws(JSONSyntaxError) -> Bool {
        if isFresh {
            isFresh = false
            guard consume(closing) else { return true }
        } else {
            if consume(UInt8(ascii: ",")) { return true }
            guard consume(closing) else { throw unexpected("\",\" or \"\(Character(UnicodeScalar(closing)))\"") }
        }
        keys.endLevel()
        leave()
        return false
    }

    /// Reads `true` or `false`.
    package mutating func readBoolean() throws(JSONSyntaxError) -> Bool {
        skipWhitespace()
        let value = current == UInt8(ascii: "t")
        try readLiteral(value ? "true" : "false")
        return value
    }

    /// Reads any value and forgets it.
    package mutating func skipValue() throws(JSONSyntaxError) {
        switch try peek() {
        case .object:
            try beginObject()
            while try nextKey() != nil { try skipValue() }
        case .array:
            try beginArray()
            while try nextElement() { try skipValue() }
        case .string: _ = try readString()
        case .number: _ = try scanNumber()
        case .boolean: _ = try readBoolean()
        case .null: try readLiteral("null")
        }
    }

    /// Makes sure that nothing follows the value that was read.
    package mutating func finish() throws(JSONSyntaxError) {
        skipWhitespace()
        guard position == bytes.count else { throw unexpected("the end of the text") }
    }
}

extension JSONReader {
    /// Reads `null`.
    package mutating func readNull() throws(JSONSyntaxError) {
        skipWhitespace()
        try readLiteral("null")
    }

    var current: UInt8? {
        position < bytes.count ? bytes[position] : nil
    }

    mutating func skipWhitespace() {
        while let byte = current, Self.isWhitespace(byte) { position += 1 }
    }

    /// Steps over white space and, if it comes next, over `byte`.
    mutating func consume(_ byte: UInt8) -> Bool {
        skipWhitespace()
        guard current == byte else { return false }
        position += 1
        return true
    }

    /// Opens a list or an object, one level deeper; the caller closes the level.
    mutating func enter(_ opening: UInt8, _ name: String) throws(JSONSyntaxError) {
        skipWhitespace()
        guard current == opening else { throw unexpected(name) }
        guard canEnter else {
            throw JSONSyntaxError("more than \(limits.depth) levels deep", at: position, code: .depth)
        }
        position += 1
        depth += 1
    }

    /// Whether another level may be opened.
    var canEnter: Bool { depth < limits.depth }

    mutating func leave() {
        depth -= 1
    }

    mutating func readLiteral(_ literal: StaticString) throws(JSONSyntaxError) {
        for expected in literal.description.utf8 {
            guard current == expected else { throw unexpected("\"\(literal)\"") }
            position += 1
        }
    }

    static func isWhitespace(_ byte: UInt8) -> Bool {
        byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09
    }
}
