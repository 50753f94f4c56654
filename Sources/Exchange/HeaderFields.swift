// The header fields of a request, kept as bytes.

/// Fields in the order in which they arrived.
///
/// All of them lie in one array, each behind a number for its name and the lengths of name and value: a request costs one
/// allocation however many fields it has, and looking one up steps from number to number.
package struct HeaderFields: Sendable {
    private var bytes: [UInt8] = []
    /// A bit for each known name that there is a field of: most names that are looked for are in no request.
    private var present: UInt64 = 0
    /// The number of fields.
    package private(set) var count = 0

    /// A field's number and two lengths of four bytes.
    private static let frameBytes = 9
    /// The number of a name that is unknown.
    private static let unknown = UInt8.max

    package init() {}

    /// Adds a field, whose name and value the caller has checked.
    package mutating func append(name: ArraySlice<UInt8>, value: ArraySlice<UInt8>) {
        append(FieldName(name), name: name, value: value)
    }

    /// Adds a field whose name was looked up.
    package mutating func append(_ known: FieldName?, name: ArraySlice<UInt8>, value: ArraySlice<UInt8>) {
        if bytes.isEmpty { bytes.reserveCapacity(512) }
        bytes.append(known?.rawValue ?? Self.unknown)
        if let known { present |= 1 << UInt64(known.rawValue) }
        append(length: name.count)
        append(length: value.count)
        bytes.append(contentsOf: name)
        bytes.append(contentsOf: value)
        count += 1
    }

    /// Adds a field.
    package mutating func append(_ name: String, _ value: String) {
        append(name: Array(name.utf8)[...], value: Array(value.utf8)[...])
    }

    /// Removes every field of that name.
    package mutating func remove(_ name: FieldName) {
        guard contains(name) else { return }
        var rest = HeaderFields()
        var start = 0
        while let field = field(at: &start) {
            if field.number != name.rawValue {
                rest.append(FieldName(rawValue: field.number), name: bytes[field.name], value: bytes[field.value])
            }
        }
        self = rest
    }

    package func contains(_ name: FieldName) -> Bool {
        present >> UInt64(name.rawValue) & 1 != 0
    }

    /// Whether there is exactly one field of that name, with exactly that value.
    package func has(_ name: FieldName, _ value: String) -> Bool {
        var start = 0
        guard let found = find(name, from: &start), find(name, from: &start) == nil else { return false }
        guard found.count == value.utf8.count else { return false }
        var place = found.lowerBound
        for byte in value.utf8 {
            if bytes[place] != byte { return false }
            place += 1
        }
        return true
    }

    /// The value of the fields of that name, with ", " between several (RFC 9110 §5.3); `nil` where there is none.
    package subscript(name: FieldName) -> String? {
        var start = 0
        guard let first = find(name, from: &start) else { return nil }
        guard let second = find(name, from: &start) else { return String(decoding: bytes[first], as: UTF8.self) }
        var values = Array(bytes[first])
        var next: Range<Int>? = second
        while let value = next {
            values += [UInt8(ascii: ","), UInt8(ascii: " ")] + bytes[value]
            next = find(name, from: &start)
        }
        return String(decoding: values, as: UTF8.self)
    }

    /// The value of the first field of that name.
    package func first(_ name: FieldName) -> ArraySlice<UInt8>? {
        var start = 0
        return find(name, from: &start).map { bytes[$0] }
    }

    /// Where the value of the next field of that name is, from an offset on, which moves behind the field.
    private func find(_ name: FieldName, from start: inout Int) -> Range<Int>? {
        guard contains(name) else { return nil }
        while let field = field(at: &start) {
            if field.number == name.rawValue { return field.value }
        }
        return nil
    }

    /// The field that starts at an offset, which moves to the next one.
    private func field(at start: inout Int) -> (number: UInt8, name: Range<Int>, value: Range<Int>)? {
        guard start < bytes.count else { return nil }
        let nameStart = start + Self.frameBytes
        let valueStart = nameStart + length(at: start + 1)
        let end = valueStart + length(at: start + 5)
        let number = bytes[start]
        start = end
        return (number, nameStart..<valueStart, valueStart..<end)
    }

    private mutating func append(length: Int) {
        bytes.append(UInt8(truncatingIfNeeded: length))
        bytes.append(UInt8(truncatingIfNeeded: length >> 8))
        bytes.append(UInt8(truncatingIfNeeded: length >> 16))
        bytes.append(UInt8(truncatingIfNeeded: length >> 24))
    }

    private func length(at start: Int) -> Int {
        Int(bytes[start]) | Int(bytes[start + 1]) << 8 | Int(bytes[start + 2]) << 16 | Int(bytes[start + 3]) << 24
    }
}
