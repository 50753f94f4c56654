// A request to infer as a request of lossd: JSON that names the tensors, and the tensors next to it.

import Balancing
import Catalogue
import Contract
import Losses
import PackedTensors
import TensorJSON

/// Translates a request; see `InferencePlaces` for the way back.
struct InferenceTask {
    private let request: InferenceRequest
    private let model: InferenceModel
    private(set) var faults = FaultList()

    init(_ request: InferenceRequest, _ model: InferenceModel) {
        (self.request, self.model) = (request, model)
    }

    /// What the evaluator reads.
    mutating func parts() -> RequestParts {
        checkOutputs()
        let json =
            switch model.method {
            case .loss(let type): lossJSON(type)
            case .strategy(let type): strategyJSON(type)
            }
        return RequestParts(json: json, packed: PackedParts(bytes: request.bytes, entries: request.inputs))
    }

    private mutating func checkOutputs() {
        let known = model.outputs.map(\.name)
        var seen: Set<ExactString> = []
        for (index, output) in (request.outputs ?? []).enumerated() {
            // Each is answered once, however often it is asked for.
            guard seen.insert(ExactString(output.name)).inserted else {
                faults.add(
                    .duplicateName, at: InferencePlaces.output(index).appending("name"),
                    "duplicate output \(output.name.quoted)")
                continue
            }
            guard !known.contains(output.name), !isFamilyOutput(output.name) else { continue }
            faults.add(
                RequestFault(
                    code: FaultCode.unknownGradient.rawValue,
                    at: .pointer(InferencePlaces.output(index).appending("name")),
                    "\(model.name) has the outputs \(known.joined(separator: ", ")), not \(output.name.quoted)"
                        + Suggestion.text(output.name, among: known)))
        }
    }

    private func isFamilyOutput(_ name: String) -> Bool {
        guard case .loss(let type) = model.method, name.hasPrefix(InferencePlaces.gradientPrefix) else { return false }
        let input = String(name.dropFirst(InferencePlaces.gradientPrefix.count))
        return type.entry.inputs.contains { $0.isNamed(input) && $0.gradient != .never }
    }
}

extension InferenceTask {
    /// Reports an input that the model does not have.
    private mutating func failUnknown(_ name: String, at index: Int, synonyms: [String: String] = [:]) {
        let known = model.inputs.map(\.name)
        faults.add(
            .unknownField, at: InferencePlaces.input(index).appending("name"),
            "\(model.name) has the inputs \(known.joined(separator: ", ")), not \(name.quoted)"
                + Suggestion.text(name, among: known, synonyms: synonyms))
    }

    /// Reports a tensor that was sent as a parameter.
    private mutating func failTensor(_ name: String) {
        faults.add(
            .invalidValue, at: InferencePlaces.parameter(name), "\(name) is a tensor: send it as an input")
    }
}

// Losses.
extension InferenceTask {
    private mutating func lossJSON(_ type: LossType) -> [UInt8] {
        let inputs = request.inputs.map(\.name)
        let options = inputs.filter { name in
            type.entry.inputs.contains { $0.place == .options && $0.isNamed(name) }
        }
        let fields = inputs.filter { Self.isField($0, of: type) }
        for (index, name) in inputs.enumerated() where !options.contains(name) && !fields.contains(name) {
            failUnknown(name, at: index, synonyms: CommonNames.inputs(of: type.entry))
        }
        for parameter in request.parameters {
            if options.contains(parameter.name) {
                faults.add(
                    RequestFault(
                        code: TensorFaultCode.conflictingFields.rawValue,
                        at: .pointer(InferencePlaces.parameter(parameter.name)),
                        "\(parameter.name) is an input of the request too"))
            } else if Self.isField(parameter.name, of: type) {
                failTensor(parameter.name)
            }
        }
        let own = ["safe", "denominator", "preset"].compactMap { name in request.parameters.first { $0.name == name } }
        var writer = JSONWriter()
        writer.object { writer in
            writer.field("tasks")
            writer.array { writer in
                writer.object { writer in
                    writer.member("loss", type.entry.name)
                    for name in fields {
                        writer.key(name)
                        writer.string(name)
                    }
                    for parameter in own {
                        writer.key(parameter.name)
                        writer.json(parameter.json)
                    }
                    writer.field("gradients")
                    self.writeGradients(into: &writer)
                    writer.field("options")
                    writer.object { writer in
                        for name in options {
                            writer.key(name)
                            writer.string(name)
                        }
                        for parameter in request.parameters
                        where !["safe", "denominator", "preset", "gradients"].contains(parameter.name) {
                            writer.key(parameter.name)
                            writer.json(parameter.json)
                        }
                    }
                }
            }
        }
        return writer.bytes
    }

    /// Whether a task has a tensor of this name as a field of its own.
    private static func isField(_ name: String, of type: LossType) -> Bool {
        InferenceModel.commonInputs.contains(name)
            || type.entry.inputs.contains { $0.place == .task && $0.isNamed(name) }
    }

    /// The gradients that are outputs; where none are named, those that the parameter says.
    private func writeGradients(into writer: inout JSONWriter) {
        if let outputs = request.outputs {
            let names = outputs.filter { $0.name.hasPrefix(InferencePlaces.gradientPrefix) }
            return names.isEmpty
                ? writer.boolean(false)
                : writer.strings(names.map { String($0.name.dropFirst(InferencePlaces.gradientPrefix.count)) })
        }
        guard let parameter = request.parameters.first(where: { $0.name == "gradients" }) else {
            return writer.boolean(true)
        }
        // Parameters are flat: several names are one text.
        guard parameter.json.first == UInt8(ascii: "\""), parameter.json.count > 1 else {
            return writer.json(parameter.json)
        }
        var reader = JSONReader(parameter.json)
        let text = (try? reader.readString()) ?? ""
        writer.strings(text.split(separator: ",").map { String($0.filter { $0 != " " }) })
    }
}

// Strategies.
extension InferenceTask {
    /// The inputs that are written as objects by task; the others are tensors in the request for weights, too.
    private static let losses = ["losses", "losses_after"]

    private mutating func strategyJSON(_ type: StrategyType) -> [UInt8] {
        for (index, input) in request.inputs.enumerated() where !isInput(input.name) {
            failUnknown(input.name, at: index)
        }
        let tasks = (0..<taskCount).map { String($0) }
        for (index, input) in request.inputs.enumerated()
        where Self.losses.contains(input.name) && input.shape != [tasks.count] {
            faults.add(
                .invalidValue, at: InferencePlaces.input(index).appending("shape"),
                "\(input.name) has the shape \(input.shape), and there are \(tasks.count) tasks")
        }
        for parameter in request.parameters where isInput(parameter.name) { failTensor(parameter.name) }
        if let index = request.outputs?.firstIndex(where: { $0.name == InferenceModel.gradientName }),
            !request.inputs.contains(where: { $0.name == "jacobian" })
        {
            faults.add(
                .missingField, at: InferencePlaces.output(index).appending("name"),
                "the output gradient is made of the input jacobian, which is missing")
        }
        var writer = JSONWriter()
        writer.object { writer in
            writer.field("tasks")
            writer.strings(tasks)
            writer.member("strategy", type.entry.name)
            writer.field("diagnostics")
            writer.boolean(false)
            for input in request.inputs {
                if Self.losses.contains(input.name) {
                    writer.key(input.name)
                    let values: [Double] = input.dtype.unpack(request.bytes.span.extracting(input.bytes))
                    writer.byTask(tasks, values)
                } else if isInput(input.name) {
                    writer.key(input.name)
                    writer.string(input.name)
                }
            }
            for parameter in request.parameters where InferencePlaces.isField(parameter.name) {
                writer.key(parameter.name)
                // A state is JSON in a text, since parameters are flat.
                writer.json(parameter.name == "state" ? Self.unquoted(parameter.json) : parameter.json)
            }
            writer.field("parameters")
            writer.object { writer in
                for parameter in request.parameters where !InferencePlaces.isField(parameter.name) {
                    writer.key(parameter.name)
                    writer.json(parameter.json)
                }
            }
        }
        return writer.bytes
    }

    /// The text in a JSON string; anything else as it is.
    private static func unquoted(_ json: [UInt8]) -> [UInt8] {
        var reader = JSONReader(json)
        guard json.first == UInt8(ascii: "\""), let text = try? reader.readString() else { return json }
        var inner = JSONReader(Array(text.utf8))
        // What is no JSON itself would break the request around it.
        guard (try? inner.skipValue()) != nil, (try? inner.finish()) != nil else { return json }
        return Array(text.utf8)
    }

    private func isInput(_ name: String) -> Bool { model.inputs.contains { $0.name == name } }

    /// How many tasks the tensors are of.
    private var taskCount: Int {
        for input in request.inputs {
            switch (input.name, input.shape.count) {
            case ("gramian", 1):
                // The lower triangle: n·(n + 1)/2 numbers.
                return Int(((8 * Double(input.shape[0]) + 1).squareRoot() - 1) / 2)
            case (_, 1...) where isInput(input.name):
                return min(input.shape[0], 1 << 16)
            default: continue
            }
        }
        return 0
    }
}

extension JSONWriter {
    /// Writes bytes that are JSON already.
    fileprivate mutating func json(_ bytes: [UInt8]) { raw(String(decoding: bytes, as: UTF8.self)) }
}
