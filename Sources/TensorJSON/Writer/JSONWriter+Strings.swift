// Texts between quotes, with escapes where JSON wants them.

extension JSONWriter {
    /// Writes a key; the value must follow.
    package mutating func key(_ name: String) {
        quote(name, before: UInt8(ascii: ":"))
        needsComma = false
    }

    /// Writes a key that is known beforehand, and has nothing to be escaped; the value must follow.
    package mutating func field(_ name: StaticString) {
        let source = unsafe UnsafeRawBufferPointer(start: name.utf8Start, count: name.utf8CodeUnitCount)
        unsafe append(room: source.count + 3) { start in
            unsafe Self.store(source, at: start, before: UInt8(ascii: ":"))
        }
        needsComma = false
    }

    package mutating func string(_ text: String) {
        quote(text)
    }

    /// Writes a text between quotes, before what always follows.
    @inline(__always)
    private mutating func quote(_ text: String, before next: UInt8? = nil) {
        let source = text.utf8Span.span
        let begin = bytes.count + (needsComma ? 2 : 1)
        // Nearly all are without escapes: all is copied, and looked at meanwhile.
        var isPlain = true
        unsafe append(room: source.count + 3) { start in
            unsafe source.withUnsafeBytes { source in
                unsafe isPlain = !EscapedBytes.areIn(source)
                return unsafe Self.store(source, at: start, before: next)
            }
        }
        if !isPlain { escape(text, from: begin, next) }
    }

    /// Stores a text between quotes and what follows it, and returns where that ends.
    @inline(__always)
    private static func store(
        _ text: UnsafeRawBufferPointer, at start: UnsafeMutableRawPointer, before next: UInt8?
    ) -> UnsafeMutableRawPointer {
        unsafe start.storeBytes(of: UInt8(ascii: "\""), as: UInt8.self)
        if let first = text.baseAddress { unsafe (start + 1).copyMemory(from: first, byteCount: text.count) }
        let end = unsafe start + 1 + text.count
        unsafe end.storeBytes(of: UInt8(ascii: "\""), as: UInt8.self)
        guard let next else { return unsafe end + 1 }
        unsafe end.storeBytes(of: next, toByteOffset: 1, as: UInt8.self)
        return unsafe end + 2
    }

    /// Writes the text anew, from after its first quote on.
    @inline(never)
    private mutating func escape(_ text: String, from begin: Int, _ next: UInt8?) {
        bytes.removeSubrange(begin...)
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "\""): bytes.append(contentsOf: #"\""#.utf8)
            case UInt8(ascii: "\\"): bytes.append(contentsOf: #"\\"#.utf8)
            case 0x0A: bytes.append(contentsOf: #"\n"#.utf8)
            case 0x0D: bytes.append(contentsOf: #"\r"#.utf8)
            case 0x09: bytes.append(contentsOf: #"\t"#.utf8)
            case 0..<0x20, 0x7F:
                let digits = String(byte, radix: 16)
                bytes.append(contentsOf: #"\u"#.utf8)
                bytes.append(contentsOf: String(repeating: "0", count: 4 - digits.count).utf8)
                bytes.append(contentsOf: digits.utf8)
            default: bytes.append(byte)
            }
        }
        bytes.append(UInt8(ascii: "\""))
        if let next { bytes.append(next) }
    }
}

/// The bytes that must be escaped in a string: control characters, quotes and backslashes.
private enum EscapedBytes {
    /// Whether there are any among these bytes, looked at in words which may overlap.
    @inline(__always)
    static func areIn(_ text: UnsafeRawBufferPointer) -> Bool {
        guard let bytes = text.baseAddress else { return false }
        let count = text.count
        guard count >= 8 else { return unsafe areInFew(bytes, count) }
        var place = 0
        while place < count - 8 {
            if areIn(unsafe bytes.loadUnaligned(fromByteOffset: place, as: UInt64.self)) { return true }
            place += 8
        }
        return areIn(unsafe bytes.loadUnaligned(fromByteOffset: count - 8, as: UInt64.self))
    }

    /// The same for fewer bytes than a word has.
    @inline(__always)
    private static func areInFew(_ bytes: UnsafeRawPointer, _ count: Int) -> Bool {
        if count >= 4 {
            let first = unsafe bytes.loadUnaligned(as: UInt32.self)
            let last = unsafe bytes.loadUnaligned(fromByteOffset: count - 4, as: UInt32.self)
            return areIn(UInt64(first) << 32 | UInt64(last))
        }
        guard count > 0 else { return false }
        var word = spaces
        for place in 0..<count { word = word << 8 | UInt64(unsafe bytes.load(fromByteOffset: place, as: UInt8.self)) }
        return areIn(word)
    }

    private static let ones: UInt64 = 0x0101_0101_0101_0101
    private static let spaces = ones * 0x20

    /// Whether there are any among eight bytes.
    @inline(__always)
    private static func areIn(_ word: UInt64) -> Bool {
        let controls = (word &- spaces) & ~word
        let found = controls | zeros(word ^ ones * 0x7F) | zeros(word ^ ones * 0x22) | zeros(word ^ ones * 0x5C)
        return found & ones << 7 != 0
    }

    /// The highest bit set in the first byte that is 0, and none where there is none; of other bits nothing is said.
    @inline(__always)
    private static func zeros(_ word: UInt64) -> UInt64 {
        (word &- ones) & ~word
    }
}
