// The fields that say how tasks are weighted: strategy, parameters, state, seed, advance, diagnostics.

import Balancing
import Catalogue
import Contract
import TensorJSON

/// Which strategy weights the tasks, and the state it continues from.
struct WeightingSettings {
    static func isField(_ name: String) -> Bool {
        switch name {
        case "strategy", "parameters", "state", "seed", "advance", "diagnostics": true
        default: false
        }
    }

    /// No strategy has as many.
    private static let parameterLimit = 64

    private var name: String?
    private var hasName = false
    private var parameters: [(name: String, value: RawValue)] = []
    private var state: StrategyState?
    private var seed: UInt64?
    private var advances = true
    private(set) var wantsDiagnostics = true

    /// Reads the value of one of the fields.
    mutating func read(_ key: String, _ reader: inout JSONReader, _ fields: inout FieldReader) throws(JSONSyntaxError) {
        switch key {
        case "strategy":
            hasName = true
            name = try fields.string(&reader, "the name of a strategy")
        case "parameters":
            guard try fields.expect(.object, &reader, "an object of parameters") else { return }
            try reader.beginObject()
            while let name = try reader.nextKey() {
                guard parameters.count < Self.parameterLimit else {
                    fields.invalid("more than \(Self.parameterLimit) parameters")
                    try reader.skipValue()
                    while try reader.nextKey() != nil { try reader.skipValue() }
                    return
                }
                if let value = try Self.parameter(&reader) { parameters.append((name, value)) }
            }
        case "state": state = try StateReader.read(&reader, &fields)
        case "seed":
            // A faulty seed is not a missing one.
            seed = 0
            guard try fields.expect(.number, &reader, "a whole number, 0 or greater") else { return }
            if let number = try reader.readInteger().flatMap({ UInt64(exactly: $0) }) {
                seed = number
            } else {
                fields.invalid("expected a whole number from 0 to 2⁶³ − 1")
            }
        case "advance": advances = try fields.boolean(&reader) ?? true
        default: wantsDiagnostics = try fields.boolean(&reader) ?? true
        }
    }

    private static func parameter(_ reader: inout JSONReader) throws(JSONSyntaxError) -> RawValue? {
        switch try reader.peek() {
        case .null:
            try reader.readNull()
            return nil
        case .boolean: return .boolean(try reader.readBoolean())
        case .string: return .text(try reader.readString())
        case .number:
            let (number, whole, _) = try reader.readNumberInFull(as: Double.self)
            return .number(number, whole: whole)
        case .array:
            try reader.skipValue()
            return .other("a list")
        case .object:
            return try reader.readNamedNumbers().map { .object($0) } ?? .other("an object of other things than numbers")
        }
    }

    /// A step of these tasks from the state of the request.
    func step(of tasks: [String]) -> BalancingRequest {
        var request = BalancingRequest(tasks: tasks)
        (request.state, request.seed) = (state, seed)
        (request.advances, request.wantsDiagnostics) = (advances, wantsDiagnostics)
        return request
    }

    /// The strategy with its parameters, which can be given by task.
    ///
    /// - Parameters:
    ///   - place: where the fields are in the request.
    ///   - tasks: the names of all tasks.
    ///   - faults: what is wrong with the strategy or its parameters.
    /// - Returns: the strategy; `nil` with what is wrong in `faults`.
    func balancer(at place: JSONPointer, tasks: [String], _ faults: inout FaultList) -> Balancer? {
        guard let name else {
            if !hasName { faults.add(.missingField, at: place, "strategy is missing: the name of a strategy") }
            return nil
        }
        guard let type = StrategyCatalogue.find(name) else {
            faults.add(
                RequestFault(.unknownStrategy, at: place.appending("strategy"), UnknownName.strategy(name)))
            return nil
        }
        var values: [String: OptionValue] = [:]
        for (name, raw) in parameters {
            let place = place.appending(["parameters", name])
            guard let option = type.options.first(where: { $0.name == name }) else {
                let names = type.options.map(\.name)
                let suggestion = Suggestion.text(name, among: names)
                faults.add(
                    .unknownParameter, at: place,
                    names.isEmpty
                        ? "\(type.entry.name) has no parameters"
                        : "\(type.entry.name) has the parameters \(names.joined(separator: ", "))\(suggestion)")
                continue
            }
            if case .object(let members) = raw, let stray = Set(members.map(\.name)).subtracting(tasks).min() {
                faults.add(
                    .unknownTask, at: place.appending(stray),
                    "there is no task named \(stray.quoted)\(Suggestion.text(stray, among: tasks))")
                continue
            }
            var check = OptionCheck(place)
            values[name] = check.value(of: option, raw)
            faults.add(check.faults)
        }
        return Balancer(type, values)
    }
}

extension BalancingPlace {
    /// The place below those fields, where it is not one of the tasks.
    func pointer(below place: JSONPointer) -> JSONPointer {
        switch self {
        case .state: place.appending("state")
        case .parameter(let name, let task): place.appending(["parameters", name] + [task].compactMap(\.self))
        case .request, .loss, .gramian, .norm: place
        }
    }
}
