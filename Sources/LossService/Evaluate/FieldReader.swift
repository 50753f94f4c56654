// The values of single fields: the right type, or a fault that says what was expected.

import TensorJSON

/// Reads the value of the field at one place.
struct FieldReader {
    private let parent: JSONPointer
    private let token: String?
    private(set) var faults = FaultList()
    /// The most names of gradients that one list may hold, and the bytes that one may have.
    ///
    /// Only a softmax of more than thirty clusters has as many tensors, and `true` names them all.
    private static let (gradientLimit, nameBytes) = (64, 64)

    /// A reader of the value at `place`, or at its member `token`.
    init(_ place: JSONPointer, _ token: String? = nil) {
        (parent, self.token) = (place, token)
    }

    /// Put together only for who speaks of it.
    var place: JSONPointer {
        token.map { parent.appending($0) } ?? parent
    }

    /// Steps over a value of another kind, and says so.
    mutating func expect(
        _ kind: JSONReader.Kind, _ reader: inout JSONReader, _ expected: @autoclosure () -> String
    ) throws(JSONSyntaxError) -> Bool {
        let found = try reader.peek()
        guard found != kind else { return true }
        try wrongType(&reader, expected(), found)
        return false
    }

    mutating func string(
        _ reader: inout JSONReader, _ expected: @autoclosure () -> String
    ) throws(JSONSyntaxError) -> String? {
        guard try expect(.string, &reader, expected()) else { return nil }
        return try reader.readString()
    }

    mutating func boolean(_ reader: inout JSONReader) throws(JSONSyntaxError) -> Bool? {
        guard try expect(.boolean, &reader, "a Boolean") else { return nil }
        return try reader.readBoolean()
    }

    /// Reads the name of one case of an enumeration.
    mutating func choice<Choice: RawRepresentable<String> & CaseIterable>(
        _ reader: inout JSONReader, _ type: Choice.Type
    ) throws(JSONSyntaxError) -> Choice? {
        var names: String { Choice.allCases.map { "\"\($0.rawValue)\"" }.joined(separator: ", ") }
        guard let text = try string(&reader, "one of \(names)") else { return nil }
        guard let choice = Choice(rawValue: text) else {
            fail(.invalidValue, "\(text.quoted) is none of \(names)")
            return nil
        }
        return choice
    }

    /// Reads a finite number.
    mutating func finiteNumber(_ reader: inout JSONReader) throws(JSONSyntaxError) -> Double? {
        let found = try reader.peek()
        guard found == .number || found == .string else {
            try wrongType(&reader, "a finite number", found)
            return nil
        }
        guard let number = try reader.readNumber(as: Double.self) else {
            fail(.wrongType, "expected a finite number, found a string")
            return nil
        }
        guard number.isFinite else {
            fail(.outOfRange, "expected a finite number, found \(number)")
            return nil
        }
        return number
    }

    /// Reads losses by the names of tasks; `null` where a task has none.
    mutating func losses(_ reader: inout JSONReader) throws(JSONSyntaxError) -> [String: Double?]? {
        guard try expect(.object, &reader, "an object of losses by the names of tasks") else { return nil }
        var losses: [String: Double?] = [:]
        try reader.beginObject()
        while let name = try reader.nextKey() {
            if try reader.peek() == .null {
                try reader.readNull()
                losses[name] = .some(nil)
            } else {
                var element = FieldReader(place, name)
                losses[name] = try element.finiteNumber(&reader)
                faults.add(element.faults)
            }
        }
        return losses
    }

    /// Reads which gradients are wanted: a Boolean, or a list of names.
    mutating func gradients(_ reader: inout JSONReader) throws(JSONSyntaxError) -> GradientSelection? {
        switch try reader.peek() {
        case .boolean:
            return try reader.readBoolean() ? .predictions : GradientSelection.none
        case .array:
            var names: [String] = []
            var index = 0
            try reader.beginArray()
            while try reader.nextElement() {
                var element = FieldReader(place.appending(index))
                if let name = try element.string(&reader, "the name of a tensor") {
                    if name.utf8.count <= Self.nameBytes {
                        names.append(name)
                    } else {
                        // Names are compared for every task, which long ones would make a long business.
                        faults.add(.unknownGradient, at: element.place, "no tensor is called \(name.quoted)")
                    }
                }
                faults.add(element.faults)
                index += 1
                guard names.count > Self.gradientLimit else { continue }
                // Whatever more there is, is too much.
                while try reader.nextElement() { try reader.skipValue() }
                fail(.invalidValue, "more than \(Self.gradientLimit) names")
                return nil
            }
            return .named(names)
        case let found:
            try wrongType(&reader, "a Boolean, or a list of names of tensors", found)
            return nil
        }
    }

    mutating func invalid(_ detail: String) {
        fail(.invalidValue, detail)
    }

    mutating func unknown(_ detail: String) {
        fail(.unknownField, detail)
    }

    mutating func add(_ code: FaultCode, below token: String, _ detail: String) {
        let place = place.appending(token)
        faults.add(code, at: place, detail)
    }

    private mutating func fail(_ code: FaultCode, _ detail: String) {
        let place = place
        faults.add(code, at: place, detail)
    }

    private mutating func wrongType(
        _ reader: inout JSONReader, _ expected: String, _ found: JSONReader.Kind
    ) throws(JSONSyntaxError) {
        let name =
            found == .null
            ? "null" : found == .array ? "a list" : found == .object ? "an object" : "a \(found.rawValue)"
        fail(.wrongType, "expected \(expected), found \(name)")
        try reader.skipValue()
    }
}
