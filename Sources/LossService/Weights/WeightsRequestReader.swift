// Bytes to a WeightsRequest in one pass, with every fault of form that it meets.

import Balancing
import Catalogue
import Contract
import TensorJSON

/// Reads the body of a request to /v1/weights.
struct WeightsRequestReader {
    private var reader: JSONReader
    private let limits: ServiceLimits
    private(set) var faults = FaultList()
    private var request = WeightsRequest()
    private var hasTasks = false
    /// Whether the body is an object.
    private(set) var isObject = true

    init(_ parts: RequestParts, limits: ServiceLimits) {
        reader = JSONReader(parts.json, limits: limits.json)
        request.packed = parts.packed
        self.limits = limits
    }

    private static func isOptional(_ field: String) -> Bool {
        switch field {
        case "tasks", "strategy": false
        case "inactive", "losses", "losses_after", "gramian", "gradient_norms", "jacobian", "tensor_format",
            "tolerance":
            true
        default: WeightingSettings.isField(field)
        }
    }

    /// Reads the whole body; form that is wrong but well-formed JSON is left in `faults`.
    mutating func read() throws(JSONSyntaxError) -> WeightsRequest {
        guard try reader.peek() == .object else {
            isObject = false
            faults.add(.wrongType, at: .root, "expected an object with tasks and a strategy")
            try reader.skipValue()
            try reader.finish()
            return request
        }
        try reader.beginObject()
        while let key = try reader.nextKey() {
            // Optional fields may be null.
            if Self.isOptional(key), try reader.peek() == .null {
                try reader.readNull()
            } else {
                try readMember(key)
            }
        }
        try reader.finish()
        if !hasTasks { faults.add(.missingField, at: .root, "tasks is missing: the names of the tasks") }
        return request
    }

    private mutating func readMember(_ key: String) throws(JSONSyntaxError) {
        var fields = FieldReader(.root, key)
        defer { faults.add(fields.faults) }
        switch key {
        case "tasks":
            hasTasks = true
            request.tasks = try names(&fields, limit: limits.weightedTasks)
            if request.tasks.isEmpty, fields.faults.isEmpty {
                faults.add(.noTasks, at: fields.place, "the list is empty: there is nothing to weight")
            }
        case "inactive": request.inactive = try names(&fields, limit: limits.weightedTasks)
        case "losses": request.losses = try fields.losses(&reader, limit: limits.weightedTasks)
        case "losses_after": request.lossesAfter = try fields.losses(&reader, limit: limits.weightedTasks)
        case "gramian": request.gramian = try reader.readTensor(as: Double.self)
        case "tolerance": request.tolerance = try fields.number(&reader, in: GramianCheck.tolerances)
        case "gradient_norms": request.gradientNorms = try reader.readTensor(as: Double.self)
        case "jacobian": request.jacobian = try reader.readTensor(as: Double.self)
        case "tensor_format": request.tensorFormat = try fields.choice(&reader, TensorForm.self) ?? .nested
        case _ where WeightingSettings.isField(key):
            try request.settings.read(key, &reader, &fields)
        default:
            fields.unknown(
                key, "a request",
                [
                    "tasks", "strategy", "parameters", "gramian", "gradient_norms", "jacobian", "losses",
                    "losses_after",
                    "inactive", "state", "seed", "advance", "diagnostics", "tensor_format", "tolerance",
                ])
            try reader.skipValue()
        }
    }

    /// A list of names, each once.
    private mutating func names(_ fields: inout FieldReader, limit: Int) throws(JSONSyntaxError) -> [String] {
        guard try fields.expect(.array, &reader, "a list of names of tasks") else { return [] }
        var names: [String] = []
        // By canonical equivalence, as the dictionaries that hold losses and states: two spellings of é are one name.
        var seen: Set<String> = []
        var index = 0
        try reader.beginArray()
        while try reader.nextElement() {
            var element = FieldReader(fields.place.appending(index))
            index += 1
            if index > limit {
                try reader.skipValue()
            } else if let name = try element.name(&reader, "the name of a task") {
                if seen.insert(name).inserted {
                    names.append(name)
                } else {
                    faults.add(.duplicateName, at: element.place, "duplicate task name \(name.quoted)")
                }
            }
            faults.add(element.faults)
        }
        if index > limit {
            faults.add(.tooManyTasks, at: fields.place, "\(index) tasks; at most \(limit) are weighted")
        }
        return names
    }
}
