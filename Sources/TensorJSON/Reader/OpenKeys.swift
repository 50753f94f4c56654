// The keys of the objects that a reader is in, to find duplicates.

/// Knows every key of every open object by its position; lists are levels without keys.
struct OpenKeys {
    /// Where a key and its quotes are in the text; and where in `unescaped`, when it has escapes.
    private struct Key {
        let range: Range<Int>
        let unescaped: Int?
    }

    private struct Level {
        /// Where the keys of the level begin.
        let first: Int
        let firstUnescaped: Int
    }

    /// Those of the innermost level last.
    private var keys: [Key] = []
    /// Keys that are escaped in the text.
    private var unescaped: [String] = []
    private var levels: [Level] = []
    /// The keys of a level, once there are so many that a search through them would be long.
    private var indexes: [Int: Set<ExactString>] = [:]

    /// As many keys are compared one by one.
    private static let comparedKeys = 16

    init() {
        // As much as most texts need, so that it does not grow step by step; more than a kilobyte would be a block that
        // threads share a lock for.
        keys.reserveCapacity(24)
        levels.reserveCapacity(8)
    }

    mutating func beginLevel() {
        levels.append(Level(first: keys.count, firstUnescaped: unescaped.count))
    }

    mutating func endLevel() {
        if !indexes.isEmpty { indexes[levels.count] = nil }
        guard let level = levels.popLast() else { return }
        keys.removeLast(keys.count - level.first)
        unescaped.removeLast(unescaped.count - level.firstUnescaped)
    }

    /// Takes in a key of the innermost level that is at that place in the text, quotes included; unescaped when it is plain.
    ///
    /// - Returns: whether the level had no such key.
    mutating func insert(_ key: String, at range: Range<Int>, isPlain: Bool, in text: [UInt8]) -> Bool {
        guard let first = levels.last?.first else { return true }
        let new = Key(range: range, unescaped: isPlain ? nil : unescaped.count)
        if !isPlain { unescaped.append(key) }
        if keys.count - first >= Self.comparedKeys { return index(key, first, text) }
        for place in first..<keys.count where areSame(keys[place], new, in: text) { return false }
        keys.append(new)
        return true
    }

    /// The same for a level that has many keys.
    private mutating func index(_ key: String, _ first: Int, _ text: [UInt8]) -> Bool {
        let level = levels.count
        if indexes[level] == nil { indexes[level] = Set(keys[first...].map { ExactString(string(of: $0, in: text)) }) }
        return indexes[level, default: []].insert(ExactString(key)).inserted
    }

    private func areSame(_ left: Key, _ right: Key, in text: [UInt8]) -> Bool {
        guard left.unescaped == nil, right.unescaped == nil else {
            return ExactString(string(of: left, in: text)) == ExactString(string(of: right, in: text))
        }
        guard left.range.count == right.range.count else { return false }
        for (left, right) in zip(left.range, right.range) where text[left] != text[right] { return false }
        return true
    }

    private func string(of key: Key, in text: [UInt8]) -> String {
        key.unescaped.map { unescaped[$0] } ?? String(decoding: text[key.range].dropFirst().dropLast(), as: UTF8.self)
    }
}
