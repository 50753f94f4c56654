// One task of a request, field by field, in whatever order the fields come.

import Catalogue
import Contract
import Losses
import TensorJSON

/// The names of inputs that hold classes or labels; so few that a search through them is the fastest.
private enum WholeInputs {
    static let names: [String] = {
        let inputs = LossCatalogue.all.flatMap(\.entry.inputs).filter { $0.kind.isWhole }
        return Set(inputs.map(\.name)).sorted()
    }()
}

/// Reads one element of `tasks`.
struct TaskReader<Scalar: ServiceScalar> {
    /// The fields of a task besides the tensors that its loss names.
    static var fields: [String] {
        [
            "name", "loss", "weight", "safe", "options", "gradients", "grad_output", "mask", "sample_weight",
            "denominator", "preset",
        ]
    }

    private static func isOptional(_ field: String) -> Bool {
        switch field {
        case "name", "weight", "safe", "gradients", "options", "mask", "sample_weight", "grad_output",
            "denominator", "preset":
            true
        default: false
        }
    }

    private let place: JSONPointer
    private(set) var faults = FaultList()
    private var hasLoss = false
    private var task = TaskRequest<Scalar>()
    /// How many more inputs and options are kept; the task is refused by their number if there are more.
    private var room: Int

    /// - Parameters:
    ///   - place: where the task is.
    ///   - tensors: how many tensors the request may still bring.
    init(_ place: JSONPointer, tensors: Int) {
        self.place = place
        // Nearly all tasks have two.
        task.inputs.reserveCapacity(2)
        room = max(tensors, 0) + 1
    }

    mutating func read(_ reader: inout JSONReader) throws(JSONSyntaxError) -> TaskRequest<Scalar> {
        var fields = FieldReader(place)
        guard try fields.expect(.object, &reader, "a task, as an object") else {
            faults.add(fields.faults)
            return task
        }
        try reader.beginObject()
        while let key = try reader.nextKey() { try readMember(key, &reader) }
        if !hasLoss { faults.add(.missingField, at: place, "loss is missing: the name of a loss") }
        return task
    }

    private mutating func readMember(_ key: String, _ reader: inout JSONReader) throws(JSONSyntaxError) {
        var fields = FieldReader(place, key)
        defer { faults.add(fields.faults) }
        switch key {
        case "loss":
            hasLoss = true
            task.loss = try fields.string(&reader, "the name of a loss")
        // Null means absent: clients send it for every field that they know and have no value for.
        case _ where try reader.peek() == .null:
            try reader.readNull()
            if takeRoom() { task.nulls.append(key) }
        case _ where Self.isOptional(key):
            try readOptional(key, &reader, &fields)
        default:
            guard takeRoom() else { return try reader.skipValue() }
            let tensor =
                try WholeInputs.names.contains(key)
                ? reader.readTensorOfWholeNumbers(as: Scalar.self, acceptsBooleans: key == "target")
                : reader.readTensor(as: Scalar.self)
            task.inputs.append((key, tensor))
        }
    }

    private mutating func readOptional(
        _ key: String, _ reader: inout JSONReader, _ fields: inout FieldReader
    ) throws(JSONSyntaxError) {
        switch key {
        case "name": task.name = try fields.name(&reader, "a string")
        case "weight":
            guard ![.array, .object].contains(try reader.peek()) else {
                return try fields.wrongType(
                    &reader,
                    "a finite number, the task's share in the total (class weights are options.weight, those of items "
                        + "sample_weight)", try reader.peek())
            }
            task.weight = try fields.finiteNumber(&reader) ?? 1
        case "denominator":
            guard let number = try fields.finiteNumber(&reader) else { return }
            guard number > 0 else {
                return fields.fail(.outOfRange, "expected a number greater than 0, found \(number)")
            }
            task.denominator = number
        case "preset": task.preset = try fields.string(&reader, "the name of a preset")
        case "safe": task.isSafe = try fields.boolean(&reader) ?? false
        case "gradients": task.gradients = try fields.gradients(&reader)
        case "mask": task.mask = try reader.readTensor(as: Scalar.self, acceptsBooleans: true)
        case "sample_weight": task.sampleWeight = try reader.readTensor(as: Scalar.self)
        case "grad_output": task.gradOutput = try reader.readTensor(as: Scalar.self)
        default:
            guard try fields.expect(.object, &reader, "an object of options") else { return }
            try reader.beginObject()
            while let name = try reader.nextKey() { try readOption(name, &reader) }
        }
    }

    /// Whether one more input or option is kept.
    private mutating func takeRoom() -> Bool {
        guard room > 0 else { return false }
        room -= 1
        return true
    }

    private mutating func readOption(_ name: String, _ reader: inout JSONReader) throws(JSONSyntaxError) {
        guard takeRoom() else { return try reader.skipValue() }
        switch try reader.peek() {
        case .null: try reader.readNull()
        case .boolean: task.options.append((name, .boolean(try reader.readBoolean())))
        case .string: task.options.append((name, .text(try reader.readString())))
        case .number:
            let (number, whole, scalar) = try reader.readNumberInFull(as: Scalar.self)
            task.options.append((name, .number(number, whole: whole, scalar)))
        case .array, .object: task.options.append((name, .tensor(try reader.readTensor(as: Scalar.self))))
        }
    }
}
