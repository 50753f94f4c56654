// JSON as a tree of values, for tests: reads what lossd writes with another reader than lossd's.

import Foundation

/// A JSON value.
package indirect enum JSONTree: Equatable, Sendable {
    case object([String: JSONTree])
    case array([JSONTree])
    case string(String)
    case number(Double)
    case boolean(Bool)
    case null

    /// - Throws: Foundation's reason when `data` is not JSON.
    package init(_ data: some Sequence<UInt8>) throws {
        self.init(any: try JSONSerialization.jsonObject(with: Data(data), options: .fragmentsAllowed))
    }

    private init(any value: Any) {
        switch value {
        case let object as [String: Any]: self = .object(object.mapValues(JSONTree.init(any:)))
        case let array as [Any]: self = .array(array.map(JSONTree.init(any:)))
        case let string as String: self = .string(string)
        case let number as NSNumber:
            self = CFBooleanLike.isBoolean(number) ? .boolean(number.boolValue) : .number(Self.double(number))
        default: self = .null
        }
    }

    /// The number as it was written: of long ones Foundation makes decimals, whose `doubleValue` is off in the last bits.
    private static func double(_ number: NSNumber) -> Double {
        guard number is NSDecimalNumber else { return number.doubleValue }
        return Double(number.stringValue) ?? number.doubleValue
    }

    package subscript(key: String) -> JSONTree? {
        guard case .object(let members) = self else { return nil }
        return members[key]
    }

    package subscript(index: Int) -> JSONTree? {
        guard case .array(let elements) = self, elements.indices.contains(index) else { return nil }
        return elements[index]
    }

    package var elements: [JSONTree] {
        if case .array(let elements) = self { elements } else { [] }
    }

    package var members: [String: JSONTree] {
        if case .object(let members) = self { members } else { [:] }
    }

    package var text: String? {
        if case .string(let text) = self { text } else { nil }
    }

    /// The number, or the one that one of the three strings stands for.
    package var double: Double? {
        switch self {
        case .number(let number): number
        case .string("NaN"): .nan
        case .string("Infinity"): .infinity
        case .string("-Infinity"): -.infinity
        default: nil
        }
    }

    /// All numbers of nested lists, in order.
    package var numbers: [Double] {
        if case .array(let elements) = self { return elements.flatMap(\.numbers) }
        return double.map { [$0] } ?? []
    }

    /// The sizes of nested lists.
    package var shape: [Int] {
        guard case .array(let elements) = self else { return [] }
        return [elements.count] + (elements.first?.shape ?? [])
    }

    /// The value as JSON.
    package var json: String {
        switch self {
        case .object(let members):
            "{"
                + members.sorted { $0.key < $1.key }.map { "\(JSONTree.string($0.key).json):\($0.value.json)" }
                .joined(separator: ",") + "}"
        case .array(let elements): "[" + elements.map(\.json).joined(separator: ",") + "]"
        case .string(let text): "\"\(text)\""
        case .number(let number): "\(number)"
        case .boolean(let boolean): "\(boolean)"
        case .null: "null"
        }
    }
}

/// Tells the numbers of Foundation that were Booleans from the others.
private enum CFBooleanLike {
    static func isBoolean(_ number: NSNumber) -> Bool {
        unsafe String(cString: number.objCType) == "c"
    }
}
