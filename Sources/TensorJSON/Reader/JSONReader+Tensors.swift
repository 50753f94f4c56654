// A tensor in any of its three forms, or the name of a shared one.

import Catalogue

extension JSONReader {
    /// Reads what is where a tensor could be.
    ///
    /// - Parameters:
    ///   - type: the type of the numbers.
    ///   - acceptsBooleans: whether `true` and `false` stand for 1 and 0.
    /// - Returns: a tensor, the name of one, or what is wrong with it; the cursor is behind it.
    /// - Throws: a fault of syntax.
    @specialized(where Number == Float)
    @specialized(where Number == Double)
    package mutating func readTensor<Number: JSONFloat>(
        as type: Number.Type, acceptsBooleans: Bool = false
    ) throws(JSONSyntaxError) -> TensorReading<Number> {
        switch try peek() {
        case .number:
            let number = try scanNumber()
            return .tensor(ParsedTensor(digits: Number(number, in: bytes.span)))
        case .string:
            return TensorReading(text: try readString())
        case .array:
            return try readNested(acceptsBooleans: acceptsBooleans)
        case .object:
            var fields = TensorFields<Number>(acceptsBooleans: acceptsBooleans)
            try beginObject()
            while let key = try nextKey() { try fields.read(key, from: &self) }
            return fields.assemble(limits)
        case .boolean where acceptsBooleans:
            return .tensor(ParsedTensor(digits: try readBoolean() ? 1 : 0))
        case let kind:
            try skipValue()
            return .fault(
                TensorFault(
                    .wrongType, at: [],
                    "expected a tensor (lists of numbers, or an object with shape and data), "
                        + "found \(kind == .null ? "null" : "a \(kind.rawValue)")"))
        }
    }

    /// Reads nested lists; on a fault, steps over them strictly.
    mutating func readNested<Number: JSONFloat>(
        acceptsBooleans: Bool
    ) throws(JSONSyntaxError) -> TensorReading<Number> {
        let (start, depth) = (position, depth)
        if let parts = NestedTensorParts(bytes, at: position), let tensor = read(parts, as: Number.self) {
            return .tensor(tensor)
        }
        var nested = NestedTensorReader<Number>(acceptsBooleans: acceptsBooleans)
        try nested.readList(&self)
        if let fault = nested.fault {
            // Lists change nothing else.
            (position, self.depth) = (start, depth)
            try skipValue()
            return .fault(fault)
        }
        if let rows = nested.rows {
            let numbers = ParsedTensor(
                shape: [nested.values.count], values: nested.values, form: .nested, overflow: nested.overflow)
            return .ragged(numbers, rows)
        }
        return .tensor(
            ParsedTensor(shape: nested.closedShape, values: nested.values, form: .nested, overflow: nested.overflow))
    }

    /// Reads the parts of the list at the cursor; `nil`, with the cursor where it was, when it has to be read as a whole.
    private mutating func read<Number: JSONFloat>(
        _ parts: NestedTensorParts, as type: Number.Type
    ) -> ParsedTensor<Number>? {
        let before = (position, depth)
        guard (try? enter(UInt8(ascii: "["), "a list")) != nil, let found = parts.read(self, as: Number.self) else {
            (position, depth) = before
            return nil
        }
        leave()
        position = parts.end + 1
        return ParsedTensor(shape: found.shape, values: found.values, form: .nested)
    }
}
