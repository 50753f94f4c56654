// The values of single fields: the right type, or a fault that says what was expected.

import Catalogue
package import TensorJSON

/// Reads the value of the field at one place.
package struct FieldReader {
    private let parent: JSONPointer
    private let token: String?
    package private(set) var faults = FaultList()
    /// A reader of the value at `place`, or at its member `token`.
    package init(_ place: JSONPointer, _ token: String? = nil) {
        (parent, self.token) = (place, token)
    }

    /// Built only when it is needed, which is seldom.
    package var place: JSONPointer {
        token.map { parent.appending($0) } ?? parent
    }

    /// Whether the value is of a kind; one of another kind is skipped and reported.
    package mutating func expect(
        _ kind: JSONReader.Kind, _ reader: inout JSONReader, _ expected: @autoclosure () -> String
    ) throws(JSONSyntaxError) -> Bool {
        let found = try reader.peek()
        guard found != kind else { return true }
        try wrongType(&reader, expected(), found)
        return false
    }

    package mutating func string(
        _ reader: inout JSONReader, _ expected: @autoclosure () -> String
    ) throws(JSONSyntaxError) -> String? {
        guard try expect(.string, &reader, expected()) else { return nil }
        return try reader.readString()
    }

    /// Reads a name, which answers may repeat often, and which is limited for that reason.
    package mutating func name(_ reader: inout JSONReader, _ expected: String) throws(JSONSyntaxError) -> String? {
        guard let name = try string(&reader, expected) else { return nil }
        guard NameLimit.allows(name) else {
            fail(.nameTooLong, NameLimit.detail)
            return nil
        }
        return name
    }

    package mutating func boolean(_ reader: inout JSONReader) throws(JSONSyntaxError) -> Bool? {
        guard try expect(.boolean, &reader, "a Boolean") else { return nil }
        return try reader.readBoolean()
    }

    /// Reads the name of one case of an enumeration; a message suggests the case that another name may mean.
    package mutating func choice<Choice: RawRepresentable<String> & CaseIterable>(
        _ reader: inout JSONReader, _ type: Choice.Type, synonyms: [String: String] = [:]
    ) throws(JSONSyntaxError) -> Choice? {
        var names: String { Choice.allCases.map { "\"\($0.rawValue)\"" }.joined(separator: ", ") }
        guard let text = try string(&reader, "one of \(names)") else { return nil }
        guard let choice = Choice(rawValue: text) else {
            let suggestion = Suggestion.text(text, among: Choice.allCases.map(\.rawValue), synonyms: synonyms)
            fail(.invalidValue, "\(text.quoted) is not one of \(names)\(suggestion)")
            return nil
        }
        return choice
    }

    /// Reads a finite number.
    package mutating func finiteNumber(_ reader: inout JSONReader) throws(JSONSyntaxError) -> Double? {
        guard let number = try number(&reader) else { return nil }
        guard number.isFinite else {
            fail(.outOfRange, "expected a finite number, found \(number)")
            return nil
        }
        return number
    }

    /// Reads a number that may be infinite or NaN.
    private mutating func number(_ reader: inout JSONReader) throws(JSONSyntaxError) -> Double? {
        let found = try reader.peek()
        guard found == .number || found == .string else {
            try wrongType(&reader, "a finite number", found)
            return nil
        }
        guard let number = try reader.readNumber(as: Double.self) else {
            fail(.wrongType, "expected a finite number, found a string")
            return nil
        }
        return number
    }

    /// A number in a range; `nil` when it is another.
    package mutating func number(
        _ reader: inout JSONReader, in range: ClosedRange<Double>
    ) throws(JSONSyntaxError) -> Double? {
        guard let number = try finiteNumber(&reader) else { return nil }
        guard range.contains(number) else {
            fail(.outOfRange, "expected a number from \(range.lowerBound) to \(range.upperBound), found \(number)")
            return nil
        }
        return number
    }

    /// Reads losses by the names of tasks, at most so many; `null` where a task has none.
    ///
    /// They may be infinite or NaN, which only matters for tasks that take part.
    package mutating func losses(
        _ reader: inout JSONReader, limit: Int
    ) throws(JSONSyntaxError) -> [String: Double?]? {
        guard try expect(.object, &reader, "an object of losses by the names of tasks") else { return nil }
        var losses: [String: Double?] = [:]
        try reader.beginObject()
        while let name = try reader.nextKey() {
            guard losses.count < limit else {
                // What is left is too much: it is checked to be JSON, and not kept.
                fail(.tooManyTasks, "more than \(limit) losses; at most \(limit) tasks are weighted")
                try reader.skipValue()
                while try reader.nextKey() != nil { try reader.skipValue() }
                return nil
            }
            if try reader.peek() == .null {
                try reader.readNull()
                losses[name] = .some(nil)
            } else {
                var element = FieldReader(place, name)
                losses[name] = try element.number(&reader)
                faults.add(element.faults)
            }
        }
        return losses
    }

    package mutating func invalid(_ detail: @autoclosure () -> String) {
        fail(.invalidValue, detail())
    }

    /// Reports a field that the owner does not have, and those that it has.
    package mutating func unknown(_ name: String, _ owner: String, _ known: [String]) {
        fail(
            .unknownField,
            "\(owner) has the fields \(known.joined(separator: ", "))\(Suggestion.text(name, among: known))")
    }

    package mutating func add(_ code: FaultCode, below token: String, _ detail: @autoclosure () -> String) {
        let place = self.place
        faults.add(code, at: place.appending(token), detail())
    }

    package mutating func fail(_ code: FaultCode, _ detail: @autoclosure () -> String) {
        let (parent, token) = (parent, token)
        faults.add(code, at: token.map { parent.appending($0) } ?? parent, detail())
    }

    /// Takes over what is wrong with a part of the value.
    package mutating func add(_ others: FaultList) {
        faults.add(others)
    }

    /// Skips a value of another kind than expected, and reports it.
    package mutating func wrongType(
        _ reader: inout JSONReader, _ expected: String, _ found: JSONReader.Kind
    ) throws(JSONSyntaxError) {
        let name =
            found == .null
            ? "null" : found == .array ? "a list" : found == .object ? "an object" : "a \(found.rawValue)"
        fail(.wrongType, "expected \(expected), found \(name)")
        try reader.skipValue()
    }
}
