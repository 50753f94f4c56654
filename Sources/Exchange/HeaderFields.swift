// The header fields of a request, kept as bytes.

/// Fields in the order in which they arrived.
///
/// All of them lie in one array, each after the lengths of its name and value: a request costs one allocation however
/// many fields it has, and looking one up steps from field to field.
package struct HeaderFields: Sendable {
    private var bytes: [UInt8] = []
    /// The number of fields.
    package private(set) var count = 0

    private static let lengthBytes = 4

    package init() {}

    /// Adds a field, whose name and value the caller has checked.
    package mutating func append(name: ArraySlice<UInt8>, value: ArraySlice<UInt8>) {
        if bytes.isEmpty { bytes.reserveCapacity(512) }
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
        forEach { field, value in
            if !name.matches(field) { rest.append(name: field, value: value) }
        }
        self = rest
    }

    package func contains(_ name: FieldName) -> Bool {
        first(name) != nil
    }

    /// Whether there is exactly one field of that name, with exactly that value.
    package func has(_ name: FieldName, _ value: String) -> Bool {
        var (found, isEqual) = (0, false)
        forEach { field, bytes in
            guard name.matches(field) else { return }
            found += 1
            isEqual = bytes.count == value.utf8.count && value.utf8.elementsEqual(bytes)
        }
        return found == 1 && isEqual
    }

    /// The value of the fields of that name, with ", " between several (RFC 9110 §5.3); `nil` where there is none.
    package subscript(name: FieldName) -> String? {
        guard contains(name) else { return nil }
        var values: [UInt8]?
        forEach { field, value in
            guard name.matches(field) else { return }
            values = values.map { $0 + [UInt8(ascii: ","), UInt8(ascii: " ")] + value } ?? Array(value)
        }
        return values.map { String(decoding: $0, as: UTF8.self) }
    }

    /// The value of the first field of that name.
    package func first(_ name: FieldName) -> ArraySlice<UInt8>? {
        var start = 0
        while let (field, value) = field(at: &start) {
            if name.matches(field) { return value }
        }
        return nil
    }

    private func forEach(_ body: (ArraySlice<UInt8>, ArraySlice<UInt8>) -> Void) {
        var start = 0
        while let (field, value) = field(at: &start) { body(field, value) }
    }

    /// The field that starts at an offset, which moves to the next one.
    private func field(at start: inout Int) -> (name: ArraySlice<UInt8>, value: ArraySlice<UInt8>)? {
        guard start < bytes.count else { return nil }
        let nameStart = start + 2 * Self.lengthBytes
        let valueStart = nameStart + length(at: start)
        let end = valueStart + length(at: start + Self.lengthBytes)
        start = end
        return (bytes[nameStart..<valueStart], bytes[valueStart..<end])
    }

    private mutating func append(length: Int) {
        for shift in [0, 8, 16, 24] { bytes.append(UInt8(truncatingIfNeeded: length >> shift)) }
    }

    private func length(at start: Int) -> Int {
        Int(bytes[start]) | Int(bytes[start + 1]) << 8 | Int(bytes[start + 2]) << 16 | Int(bytes[start + 3]) << 24
    }
}
