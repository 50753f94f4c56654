// The fields of a tensor written as an object: shape with data, or shape with dtype and base64.

import Catalogue
import PackedTensors

/// Collects the fields in whatever order they come, then makes a tensor of them.
struct TensorFields<Number: JSONFloat> {
    private static var names: [String] { ["shape", "data", "dtype", "base64"] }

    let acceptsBooleans: Bool
    private var shape: [Int]?
    private var data: [Number]?
    private var dtype: PackedDtype?
    private var packed: [UInt8]?
    private var fault: TensorFault?
    private var overflow: Int?

    init(acceptsBooleans: Bool) {
        self.acceptsBooleans = acceptsBooleans
    }

    /// Reads the value of one field.
    mutating func read(_ key: String, from reader: inout JSONReader) throws(JSONSyntaxError) {
        if Self.names.contains(key), try reader.peek() == .null { return try reader.readNull() }
        switch key {
        case "shape": try readShape(&reader)
        case "data": try readData(&reader)
        case "dtype": try readDtype(&reader)
        case "base64": try readPacked(&reader)
        default:
            fail(
                .unknownField, [key],
                "a tensor has the fields \(Self.names.joined(separator: ", "))\(Suggestion.text(key, among: Self.names))"
            )
            try reader.skipValue()
        }
    }

    /// The tensor, or what is wrong with it.
    func assemble(_ limits: JSONLimits) -> TensorReading<Number> {
        if let fault { return .fault(fault) }
        guard let shape else {
            return .fault(
                TensorFault(.missingField, at: [], "a tensor written as an object needs shape"))
        }
        switch (data, packed) {
        case (let data?, nil):
            if dtype != nil {
                return .fault(
                    TensorFault(
                        .conflictingFields, at: ["dtype"],
                        "dtype goes with base64; data is read as the request's dtype"))
            }
            return assemble(data, shape, .flat, limits)
        case (nil, let packed?):
            guard let dtype else {
                return .fault(TensorFault(.missingField, at: [], "dtype is missing: base64 needs it"))
            }
            guard packed.count % dtype.width == 0 else {
                return .fault(
                    TensorFault(
                        .shapeMismatch, at: ["base64"],
                        "\(packed.count) bytes are not a multiple of the size of \(dtype.rawValue)"))
            }
            return assemble(dtype.unpack(packed.span), shape, .base64, limits, dtype)
        case (nil, nil):
            return .fault(TensorFault(.missingField, at: [], "data or base64 is missing"))
        case (_?, _?):
            return .fault(TensorFault(.conflictingFields, at: [], "data and base64 exclude each other"))
        }
    }

    private func assemble(
        _ values: [Number], _ shape: [Int], _ form: TensorForm, _ limits: JSONLimits, _ dtype: PackedDtype? = nil
    ) -> TensorReading<Number> {
        let place = form == .flat ? "data" : "base64"
        guard values.count <= limits.elements else {
            return .fault(
                TensorFault(.tooLarge, at: [place], "more than \(limits.elements) numbers"))
        }
        guard Saturating.extent(of: shape) <= limits.elements else {
            return .fault(
                TensorFault(
                    .tooLarge, at: ["shape"],
                    "shape \(shape) is larger than \(limits.elements) numbers (sizes of 0 count as 1)"))
        }
        guard Saturating.count(of: shape) == values.count else {
            return .fault(
                TensorFault(
                    .shapeMismatch, at: [place], "shape \(shape) does not match \(values.count) numbers"
                )
            )
        }
        return .tensor(ParsedTensor(shape: shape, values: values, form: form, overflow: overflow, dtype: dtype))
    }

    private mutating func readShape(_ reader: inout JSONReader) throws(JSONSyntaxError) {
        guard try reader.peek() == .array else {
            fail(.invalidShape, ["shape"], "expected a list of whole numbers, 0 or greater")
            return try reader.skipValue()
        }
        let (sizes, faultyIndex) = try reader.readSizes(atMost: reader.limits.rank)
        if let faultyIndex {
            fail(.invalidShape, ["shape", String(faultyIndex)], "expected a whole number, 0 or greater")
        } else if sizes.count > reader.limits.rank {
            fail(.tooLarge, ["shape"], "more than \(reader.limits.rank) dimensions")
        } else {
            shape = sizes
        }
    }

    private mutating func readData(_ reader: inout JSONReader) throws(JSONSyntaxError) {
        guard try reader.peek() == .array else {
            fail(.wrongType, ["data"], "expected a flat list of numbers")
            return try reader.skipValue()
        }
        let reading: TensorReading<Number> = try reader.readNested(acceptsBooleans: acceptsBooleans)
        switch reading {
        case .tensor(let tensor) where tensor.shape.count == 1: (data, overflow) = (tensor.values, tensor.overflow)
        case .ragged(_, let rows): fail(.ragged, ["data"] + rows.fault.place, rows.fault.detail)
        case .fault(let inner): fail(inner.code, ["data"] + inner.place, inner.detail)
        default: fail(.ragged, ["data"], "expected a flat list of numbers; shape says how it is folded")
        }
    }

    private mutating func readDtype(_ reader: inout JSONReader) throws(JSONSyntaxError) {
        guard try reader.peek() == .string else {
            fail(.wrongType, ["dtype"], "expected a string")
            return try reader.skipValue()
        }
        let name = try reader.readString()
        dtype = PackedDtype(rawValue: name)
        if dtype == nil {
            let names = PackedDtype.allCases.map(\.rawValue)
            let suggestion = Suggestion.text(name, among: names, synonyms: PackedDtype.synonyms)
            fail(
                .unknownDtype, ["dtype"], "\(name.quoted) is not one of \(names.joined(separator: ", "))\(suggestion)")
        }
    }

    private mutating func readPacked(_ reader: inout JSONReader) throws(JSONSyntaxError) {
        guard try reader.peek() == .string else {
            fail(.wrongType, ["base64"], "expected a string")
            return try reader.skipValue()
        }
        packed = try reader.readBase64()
        if packed == nil {
            fail(.invalidBase64, ["base64"], "not base64 as in RFC 4648, section 4, with padding")
        }
    }

    /// Notes the first fault; the sentences of the others, of which there may be millions, are never made.
    private mutating func fail(_ code: TensorFaultCode, _ path: [String], _ detail: @autoclosure () -> String) {
        if fault == nil { fault = TensorFault(code, at: path, detail()) }
    }
}
