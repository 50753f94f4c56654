// Writes JSON into one buffer of bytes; commas take care of themselves.

/// A JSON text that grows.
package struct JSONWriter {
    package internal(set) var bytes: [UInt8] = []
    /// Whether the next value or key is preceded by a comma.
    var needsComma = false

    /// - Parameter bytes: how many the text will have at most, where that is known.
    package init(reserving bytes: Int = 2048) {
        self.bytes.reserveCapacity(bytes)
    }

    /// Writes an object; `body` writes its members.
    package mutating func object<Failure>(_ body: (inout JSONWriter) throws(Failure) -> Void) throws(Failure) {
        open(UInt8(ascii: "{"))
        try body(&self)
        close(UInt8(ascii: "}"))
    }

    /// Writes a list; `body` writes its elements.
    package mutating func array<Failure>(_ body: (inout JSONWriter) throws(Failure) -> Void) throws(Failure) {
        open(UInt8(ascii: "["))
        try body(&self)
        close(UInt8(ascii: "]"))
    }

    package mutating func boolean(_ value: Bool) {
        raw(value ? "true" : "false")
    }

    package mutating func null() {
        raw("null")
    }

    package mutating func integer(_ value: Int) {
        raw(String(value))
    }

    /// Writes a text that is JSON already.
    package mutating func raw(_ json: String) {
        separate()
        bytes.append(contentsOf: json.utf8)
    }

    mutating func open(_ bracket: UInt8) {
        separate()
        bytes.append(bracket)
        needsComma = false
    }

    mutating func close(_ bracket: UInt8) {
        bytes.append(bracket)
        needsComma = true
    }

    /// Writes the comma that is due, and makes one due after what follows.
    mutating func separate() {
        if needsComma { bytes.append(UInt8(ascii: ",")) }
        needsComma = true
    }

    /// Hands the buffer to `body`, which appends a whole value.
    mutating func value(_ body: (inout [UInt8]) -> Void) {
        separate()
        body(&bytes)
    }
}
