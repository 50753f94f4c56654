// The body of a request to infer: JSON, and behind it the bytes of tensors.

import Catalogue
import Contract
import PackedTensors
import TensorJSON

/// Reads the body of a request to infer.
struct InferenceRequestReader {
    /// A tensor whose bytes lie behind the JSON, or whose numbers are in it.
    private struct Input {
        var name = ""
        var shape: [Int]?
        var dtype: PackedDtype?
        var byteCount: Int?
        /// The reader at the numbers.
        var data: JSONReader?
    }

    /// Parameters that the protocol reserves, and that change nothing here.
    private static func isIgnored(_ name: String) -> Bool {
        switch name {
        case "priority", "timeout", "binary_data", "sequence_id", "sequence_start", "sequence_end": true
        default: name.hasPrefix("triton_")
        }
    }

    private let limits: ServiceLimits
    private let body: [UInt8]
    private let json: [UInt8]
    private var reader: JSONReader
    private var request = InferenceRequest()
    private(set) var faults = FaultList()
    private var hasInputs = false
    /// Where the next tensor's bytes begin in the body.
    private var next: Int
    /// The numbers of the JSON, packed.
    private var numbers: [UInt8] = []

    /// - Parameters:
    ///   - body: the whole body.
    ///   - jsonBytes: how many bytes of it are JSON; `nil` for all.
    ///   - limits: how large tensors may be, and how many.
    init(_ body: [UInt8], jsonBytes: Int?, limits: ServiceLimits) {
        self.limits = limits
        self.body = body
        json = jsonBytes.map { Array(body[..<$0]) } ?? body
        next = json.count
        reader = JSONReader(json, limits: limits.json)
    }

    /// Reads the whole body; what is wrong but well-formed JSON is left in `faults`.
    mutating func read() throws(JSONSyntaxError) -> InferenceRequest {
        guard try reader.peek() == .object else {
            faults.add(.wrongType, at: .root, "expected an object with inputs")
            try reader.skipValue()
            return request
        }
        try reader.beginObject()
        while let key = try reader.nextKey() {
            var fields = FieldReader(.root, key)
            switch key {
            case "id":
                if try reader.peek() == .null {
                    try reader.readNull()
                } else {
                    request.id = try fields.name(&reader, "a string")
                }
            case "parameters": try readParameters()
            case "inputs": try readInputs()
            case "outputs": try readOutputs()
            // Clients add members of their own, such as model_name.
            default: try reader.skipValue()
            }
            faults.add(fields.faults)
        }
        try reader.finish()
        if !hasInputs { faults.add(.missingField, at: .root, "inputs is missing: a list of tensors") }
        if faults.isEmpty, next != body.count {
            faults.add(
                .invalidValue, at: JSONPointer.root.appending("inputs"),
                "\(body.count - next) bytes behind the last tensor belong to none")
        }
        // The numbers that were in the JSON are put behind the body.
        request.bytes = numbers.isEmpty ? body : body + numbers
        return request
    }
}

// Parameters and outputs.
extension InferenceRequestReader {
    private mutating func readParameters() throws(JSONSyntaxError) {
        let place = JSONPointer.root.appending("parameters")
        guard try expect(.object, at: place, "an object of parameters") else { return }
        try reader.beginObject()
        while let name = try reader.nextKey() {
            switch name {
            case "binary_data_output":
                var fields = FieldReader(place, name)
                request.answersBytes = try fields.boolean(&reader) ?? false
                faults.add(fields.faults)
            // No model has so many: some of the first are unknown.
            case _ where Self.isIgnored(name) || request.parameters.count >= limits.tensors: try reader.skipValue()
            default: request.parameters.append((name, try rawValue()))
            }
        }
    }

    /// The text of the next value.
    private mutating func rawValue() throws(JSONSyntaxError) -> [UInt8] {
        _ = try reader.peek()
        let start = reader.position
        try reader.skipValue()
        return Array(json[start..<reader.position])
    }

    private mutating func readOutputs() throws(JSONSyntaxError) {
        let place = JSONPointer.root.appending("outputs")
        if try reader.peek() == .null { return try reader.readNull() }
        guard try expect(.array, at: place, "a list of outputs") else { return }
        var outputs: [InferenceRequest.Output] = []
        try reader.beginArray()
        var index = 0
        while try reader.nextElement() {
            let place = place.appending(index)
            index += 1
            guard index <= limits.tensors else {
                if index == limits.tensors + 1 {
                    faults.add(.tooManyTensors, at: place, "more than \(limits.tensors) outputs of one request")
                }
                try reader.skipValue()
                continue
            }
            if let output = try readOutput(at: place) { outputs.append(output) }
        }
        // Clients send an empty list where they want everything.
        request.outputs = outputs.isEmpty ? nil : outputs
    }

    private mutating func readOutput(at place: JSONPointer) throws(JSONSyntaxError) -> InferenceRequest.Output? {
        guard try expect(.object, at: place, "an output, as an object with a name") else { return nil }
        var (name, isBinary): (String?, Bool?)
        try reader.beginObject()
        while let key = try reader.nextKey() {
            switch (key, try reader.peek()) {
            case ("name", .string): name = try reader.readString()
            case ("parameters", .object):
                try reader.beginObject()
                while let parameter = try reader.nextKey() {
                    switch (parameter, try reader.peek()) {
                    case ("binary_data", .boolean): isBinary = try reader.readBoolean()
                    case ("classification", _):
                        faults.add(
                            .unknownParameter, at: place.appending(["parameters", parameter]),
                            "losses have no classes to rank")
                        try reader.skipValue()
                    default: try reader.skipValue()
                    }
                }
            default: try reader.skipValue()
            }
        }
        guard let name else {
            faults.add(.missingField, at: place, "name is missing: the name of an output")
            return nil
        }
        return InferenceRequest.Output(name: name, isBinary: isBinary)
    }

    private mutating func expect(
        _ kind: JSONReader.Kind, at place: JSONPointer, _ expected: String
    ) throws(JSONSyntaxError) -> Bool {
        var fields = FieldReader(place)
        defer { faults.add(fields.faults) }
        return try fields.expect(kind, &reader, expected)
    }
}

// Inputs.
extension InferenceRequestReader {
    private mutating func readInputs() throws(JSONSyntaxError) {
        hasInputs = true
        let place = JSONPointer.root.appending("inputs")
        guard try expect(.array, at: place, "a list of tensors") else { return }
        var seen: Set<ExactString> = []
        var index = 0
        try reader.beginArray()
        while try reader.nextElement() {
            let place = place.appending(index)
            index += 1
            guard index <= limits.tensors else {
                if index == limits.tensors + 1 {
                    faults.add(.tooManyTensors, at: place, "more than \(limits.tensors) tensors in one request")
                }
                try reader.skipValue()
                continue
            }
            guard let input = try readInput(at: place) else { continue }
            guard seen.insert(ExactString(input.name)).inserted else {
                faults.add(.duplicateName, at: place.appending("name"), "duplicate input \(input.name.quoted)")
                continue
            }
            if let entry = try entry(input, at: place) { request.inputs.append(entry) }
        }
    }

    private mutating func readInput(at place: JSONPointer) throws(JSONSyntaxError) -> Input? {
        guard try expect(.object, at: place, "a tensor, as an object with name, shape and datatype") else { return nil }
        var input = Input()
        var hasName = false
        try reader.beginObject()
        while let key = try reader.nextKey() {
            var fields = FieldReader(place, key)
            switch key {
            case "name":
                hasName = true
                input.name = try fields.name(&reader, "the name of an input") ?? ""
            case "shape": input.shape = try readShape(&fields)
            case "datatype":
                if let text = try fields.string(&reader, "the name of a type") {
                    input.dtype = PackedDtype(inferenceName: text)
                    if input.dtype == nil {
                        let names = PackedDtype.allCases.map(\.inferenceName)
                        faults.add(
                            RequestFault(
                                code: TensorFaultCode.unknownDtype.rawValue, at: .pointer(fields.place),
                                "\(text.quoted) is not one of \(names.joined(separator: ", "))"
                                    + Suggestion.text(text, among: names)))
                    }
                }
            case "parameters": input.byteCount = try readByteCount(&fields)
            case "data":
                _ = try reader.peek()
                input.data = reader
                try reader.skipValue()
            default: try reader.skipValue()
            }
            faults.add(fields.faults)
        }
        for (name, isMissing) in [
            ("name", !hasName), ("shape", input.shape == nil), ("datatype", input.dtype == nil),
        ] where isMissing && faults.isEmpty {
            faults.add(.missingField, at: place, "\(name) is missing")
        }
        return input
    }

    private mutating func readShape(_ fields: inout FieldReader) throws(JSONSyntaxError) -> [Int]? {
        guard try fields.expect(.array, &reader, "a list of whole numbers, 0 or greater") else { return nil }
        let (shape, faultyIndex) = try reader.readSizes(atMost: limits.json.rank)
        guard faultyIndex == nil, shape.count <= limits.json.rank else {
            fields.invalid("expected a list of at most \(limits.json.rank) whole numbers, 0 or greater")
            return nil
        }
        guard Saturating.extent(of: shape) <= limits.json.elements else {
            fields.invalid(
                "shape \(shape) is larger than \(limits.json.elements) numbers (sizes of 0 count as 1)")
            return nil
        }
        return shape
    }

    private mutating func readByteCount(_ fields: inout FieldReader) throws(JSONSyntaxError) -> Int? {
        guard try reader.peek() == .object else {
            try reader.skipValue()
            return nil
        }
        var count: Int?
        try reader.beginObject()
        while let key = try reader.nextKey() {
            let place = fields.place.appending(key)
            guard key == "binary_data_size" else {
                // Tensors in memory that is shared with the client.
                if key.hasPrefix("shared_memory") {
                    faults.add(.invalidValue, at: place, "shared memory is not supported")
                }
                try reader.skipValue()
                continue
            }
            var size: Int?
            if try reader.peek() == .number { size = try reader.readInteger() } else { try reader.skipValue() }
            guard let size, size >= 0 else {
                faults.add(.invalidValue, at: place, "expected a whole number of bytes, 0 or greater")
                continue
            }
            count = size
        }
        return count
    }

    /// Where the numbers of an input are, once it is complete; `nil` with what is wrong in `faults`.
    private mutating func entry(_ input: Input, at place: JSONPointer) throws(JSONSyntaxError) -> PackedEntry? {
        guard let shape = input.shape, let dtype = input.dtype else { return nil }
        let size = Saturating.count(of: shape) * dtype.width
        switch (input.byteCount, input.data) {
        case (_?, _?):
            faults.add(
                RequestFault(
                    code: TensorFaultCode.conflictingFields.rawValue, at: .pointer(place),
                    "data and binary_data_size exclude each other"))
            return nil
        case (nil, nil):
            faults.add(.missingField, at: place, "data or parameters.binary_data_size is missing")
            return nil
        case (let count?, nil):
            guard count == size else {
                mismatch(
                    place.appending(["parameters", "binary_data_size"]),
                    "\(count) bytes for the shape \(shape) of \(dtype.inferenceName), which takes \(size)")
                return nil
            }
            guard count <= body.count - next else {
                mismatch(
                    place.appending(["parameters", "binary_data_size"]),
                    "\(count) bytes, and \(body.count - next) are left of the body")
                return nil
            }
            defer { next += count }
            return PackedEntry(name: input.name, dtype: dtype, shape: shape, bytes: next..<(next + count))
        case (nil, var data?):
            return try packed(&data, input.name, shape, dtype, at: place.appending("data"))
        }
    }

    private mutating func mismatch(_ place: JSONPointer, _ detail: String) {
        faults.add(RequestFault(code: TensorFaultCode.shapeMismatch.rawValue, at: .pointer(place), detail))
    }

    /// The numbers of the JSON, packed in their type: read as they would be of a request in JSON.
    private mutating func packed(
        _ data: inout JSONReader, _ name: String, _ shape: [Int], _ dtype: PackedDtype, at place: JSONPointer
    ) throws(JSONSyntaxError) -> PackedEntry? {
        let begin = body.count + numbers.count
        let isPacked: Bool
        switch dtype {
        case .float32, .float16, .bfloat16:
            isPacked = try pack(&data, as: Float.self, shape, at: place) { dtype.append($0.values, to: &$1) }
        case .float64:
            isPacked = try pack(&data, as: Double.self, shape, at: place) { dtype.append($0.values, to: &$1) }
        default:
            return try packedWhole(&data, name, shape, dtype, at: place)
        }
        guard isPacked else { return nil }
        return PackedEntry(name: name, dtype: dtype, shape: shape, bytes: begin..<(body.count + numbers.count))
    }

    /// Reads a tensor of as many numbers as the shape holds, nested or flat; `false` with what is wrong in `faults`.
    private mutating func pack<Number: JSONFloat>(
        _ data: inout JSONReader, as type: Number.Type, _ shape: [Int], at place: JSONPointer,
        _ append: (ParsedTensor<Number>, inout [UInt8]) -> Void
    ) throws(JSONSyntaxError) -> Bool {
        switch try data.readTensorOfWholeNumbers(as: type, acceptsBooleans: true).rectangular {
        case .ragged: break
        case .fault(let fault): faults.add(RequestFault(fault, of: place))
        case .reference: faults.add(.wrongType, at: place, "expected a list of numbers, found a string")
        case .tensor(let tensor) where tensor.values.count != Saturating.count(of: shape):
            mismatch(place, "shape \(shape) does not match \(tensor.values.count) numbers")
        case .tensor(let tensor):
            append(tensor, &numbers)
            return true
        }
        return false
    }

    /// Whole numbers of any width as int64, Booleans as bytes; larger numbers of type UINT64 only come as bytes.
    private mutating func packedWhole(
        _ data: inout JSONReader, _ name: String, _ shape: [Int], _ dtype: PackedDtype, at place: JSONPointer
    ) throws(JSONSyntaxError) -> PackedEntry? {
        let begin = body.count + numbers.count
        let range: ClosedRange<Int> =
            switch dtype {
            case .bool: 0...1
            case .int8: Int(Int8.min)...Int(Int8.max)
            case .int16: Int(Int16.min)...Int(Int16.max)
            case .int32: Int(Int32.min)...Int(Int32.max)
            case .uint8: 0...Int(UInt8.max)
            case .uint16: 0...Int(UInt16.max)
            case .uint32: 0...Int(UInt32.max)
            case .uint64: 0...Int.max
            default: Int.min...Int.max
            }
        var faulty: Int?
        let isPacked = try pack(&data, as: Double.self, shape, at: place) { tensor, bytes in
            for (index, value) in tensor.values.enumerated() {
                guard let whole = tensor.wholeValues?[index] ?? Int(exactly: value), range.contains(whole) else {
                    faulty = faulty ?? index
                    continue
                }
                for place in 0..<8 { bytes.append(UInt8(truncatingIfNeeded: whole >> (8 * place))) }
            }
        }
        if let faulty {
            faults.add(
                RequestFault(
                    code: FaultCode.outOfRange.rawValue, at: .element(place, index: faulty),
                    "expected a number of type \(dtype.inferenceName)"))
            return nil
        }
        guard isPacked else { return nil }
        return PackedEntry(name: name, dtype: .int64, shape: shape, bytes: begin..<(body.count + numbers.count))
    }
}
