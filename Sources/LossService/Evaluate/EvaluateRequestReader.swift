// Bytes to an EvaluateRequest in one pass, with every fault of form that it meets.

import Catalogue
import Contract
import PackedTensors
import TensorJSON

/// Reads the body of a request to /v1/evaluate.
struct EvaluateRequestReader<Scalar: ServiceScalar> {
    /// What came of it.
    enum Outcome {
        case request(EvaluateRequest<Scalar>)
        /// The body says that it is of the other dtype.
        case otherDtype
    }

    private var reader: JSONReader
    private let packed: PackedParts?
    private let limits: ServiceLimits
    private(set) var faults = FaultList()
    private var request = EvaluateRequest<Scalar>()
    private var hasTasks = false
    private var hasDtype = false
    private var tensorCount = 0

    private static func isOptional(_ field: String) -> Bool {
        switch field {
        case "dtype", "gradients", "gradient_of", "tensor_format", "tensors", "warnings", "weighting": true
        default: false
        }
    }

    init(_ parts: RequestParts, limits: ServiceLimits) {
        reader = JSONReader(parts.json, limits: limits.json)
        packed = parts.packed
        self.limits = limits
    }

    /// Reads the whole body.
    ///
    /// Form that is wrong but well-formed JSON is left in `faults`.
    mutating func read() throws(JSONSyntaxError) -> Outcome {
        guard try reader.peek() == .object else {
            faults.add(.wrongType, at: .root, "expected an object with a list of tasks")
            try reader.skipValue()
            try reader.finish()
            return .request(request)
        }
        try reader.beginObject()
        while let key = try reader.nextKey() {
            // Optional fields may be null.
            if Self.isOptional(key), try reader.peek() == .null {
                try reader.readNull()
            } else if key == "dtype" {
                hasDtype = true
                guard try readDtype() else { return .otherDtype }
            } else {
                try readMember(key)
            }
        }
        try reader.finish()
        if let packed {
            // Never less exact than what was sent.
            if !hasDtype, packed.hasDoubles, Scalar.packedDtype != .float64 { return .otherDtype }
            take(packed)
        }
        if !hasTasks {
            faults.add(.missingField, at: .root, "tasks is missing: a list of what to evaluate")
        }
        return .request(request)
    }

    private mutating func readMember(_ key: String) throws(JSONSyntaxError) {
        var fields = FieldReader(.root, key)
        defer { faults.add(fields.faults) }
        switch key {
        case "gradients":
            request.gradients = try fields.gradients(&reader) ?? .predictions
        case "gradient_of":
            request.gradientOf = try fields.choice(&reader, EvaluateRequest<Scalar>.GradientOf.self) ?? .task
        case "tensor_format":
            request.tensorFormat = try fields.choice(&reader, TensorForm.self) ?? .nested
        case "warnings": request.warns = try fields.boolean(&reader) ?? true
        case "tensors":
            guard try fields.expect(.object, &reader, "an object of tensors") else { return }
            let place = fields.place
            try reader.beginObject()
            while let name = try reader.nextKey() {
                guard canShare(name, at: place) else {
                    try reader.skipValue()
                    continue
                }
                request.tensors[ExactString(name)] = try reader.readTensorOfWholeNumbers(
                    as: Scalar.self, acceptsBooleans: true)
            }
        case "weighting": request.weighting = try Weighting.read(&reader, tasks: limits.weightedTasks, &faults)
        case "tasks":
            hasTasks = true
            guard try fields.expect(.array, &reader, "a list of tasks") else { return }
            try readTasks(fields.place)
        default:
            if TaskReader<Scalar>.fields.contains(key) || CommonNames.isOfTask(key) {
                fields.fail(.unknownField, "\(key) is a field of a task: write it in \"tasks\": [{...}]")
            } else {
                fields.unknown(
                    key, "a request",
                    ["dtype", "gradients", "gradient_of", "tensor_format", "tensors", "warnings", "weighting", "tasks"])
            }
            try reader.skipValue()
        }
    }

    /// Whether a tensor of that name is shared.
    private mutating func canShare(_ name: String, at place: JSONPointer) -> Bool {
        // Where a tensor could be, these strings are numbers.
        if ["NaN", "Infinity", "-Infinity"].contains(name) {
            faults.add(.invalidValue, at: place.appending(name), "no tensor can have this name: it means a number")
        }
        let isName = NameLimit.check(name, at: place, &faults)
        return countTensors(1, at: place) && isName
    }

    /// Takes the tensors that are next to the JSON for shared ones.
    private mutating func take(_ packed: PackedParts) {
        let place = JSONPointer.root.appending("tensors")
        for entry in packed.entries where canShare(entry.name, at: place) {
            let name = ExactString(entry.name)
            guard request.tensors[name] == nil else {
                faults.add(
                    .duplicateName, at: place.appending(entry.name),
                    "\(entry.name.quoted) is a tensor of the file and of \"tensors\"")
                continue
            }
            request.tensors[name] = packed.reading(entry, as: Scalar.self)
        }
    }

    /// Whether the dtype is, or is taken for, the one that is being read.
    private mutating func readDtype() throws(JSONSyntaxError) -> Bool {
        var fields = FieldReader(.root, "dtype")
        let dtype = try fields.choice(&reader, Dtype.self, synonyms: CommonNames.dtypes)
        faults.add(fields.faults)
        return dtype == nil || dtype?.rawValue == Scalar.dtypeName
    }

    /// Whether there may be so many more tensors; reported once when there may not.
    private mutating func countTensors(_ count: Int, at place: JSONPointer) -> Bool {
        let couldBeMore = tensorCount <= limits.tensors
        tensorCount += count
        guard tensorCount > limits.tensors else { return true }
        if couldBeMore {
            faults.add(.tooManyTensors, at: place, "more than \(limits.tensors) tensors in one request")
        }
        return false
    }

    private mutating func readTasks(_ place: JSONPointer) throws(JSONSyntaxError) {
        var tasks: [TaskRequest<Scalar>] = []
        var index = 0
        try reader.beginArray()
        while try reader.nextElement() {
            if index < limits.tasks {
                var task = TaskReader<Scalar>(place.appending(index), tensors: limits.tensors - tensorCount)
                let read = try task.read(&reader)
                faults.add(task.faults)
                if countTensors(read.tensorCount, at: place) { tasks.append(read) }
            } else {
                try reader.skipValue()
            }
            index += 1
        }
        if index == 0 {
            faults.add(.noTasks, at: place, "the list is empty: there is nothing to evaluate")
        } else if index > limits.tasks {
            faults.add(.tooManyTasks, at: place, "\(index) tasks; at most \(limits.tasks) are evaluated")
        }
        request.tasks = tasks
    }
}
