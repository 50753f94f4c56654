// Where a fault of a translated request lies in the one that the client sent.

import Contract
import PackedTensors

/// Translates places back; it knows the names of a request, and holds none of its tensors.
struct InferencePlaces: Sendable {
    /// What the name of an output that is a gradient begins with.
    static let gradientPrefix = "gradient_"

    private let inputs: [String]
    private let outputs: [String]?

    init(of request: InferenceRequest) {
        inputs = request.inputs.map(\.name)
        outputs = request.outputs?.map(\.name)
    }

    /// Whether a parameter is a field of a request for weights, and no parameter of the strategy.
    static func isField(_ name: String) -> Bool {
        ["seed", "state", "advance", "tolerance"].contains(name)
    }

    static func input(_ index: Int) -> JSONPointer { JSONPointer.root.appending("inputs").appending(index) }

    static func output(_ index: Int) -> JSONPointer { JSONPointer.root.appending("outputs").appending(index) }

    static func parameter(_ name: String) -> JSONPointer { JSONPointer.root.appending(["parameters", name]) }

    /// What is wrong with the translated request, where it is in the one that the client sent.
    func moved(_ problem: ProblemDetails) -> ProblemDetails {
        // The parameters are the only text of a client in it: one was nested too deep, or is no JSON itself.
        if let fault = problem.faults.first, case .offset = fault.place {
            return ProblemDetails(
                .unprocessable, fault.moved(to: .pointer(JSONPointer.root.appending("parameters"))))
        }
        return problem.moved { place in
            switch place {
            case .pointer(let pointer): .pointer(translated(pointer))
            case .element(let pointer, let index): .element(translated(pointer), index: index)
            default: place
            }
        }
    }

    private func translated(_ pointer: JSONPointer) -> JSONPointer {
        var tokens = pointer.tokens[...]
        if tokens.first == "tasks", tokens.dropFirst().first == "0" {
            tokens = tokens.dropFirst(2)
            guard let field = tokens.first else { return .root }
            switch field {
            case "options":
                guard let name = tokens.dropFirst().first else { return JSONPointer.root.appending("parameters") }
                return input(name) ?? Self.parameter(name)
            case "gradients": return gradient(tokens.dropFirst().first.flatMap { Int($0) })
            default: return input(field) ?? Self.parameter(field)
            }
        }
        if tokens.first == "tensors", let name = tokens.dropFirst().first { return input(name) ?? .root }
        guard let field = tokens.first else { return .root }
        if let input = input(field) { return input }
        if field == "parameters" {
            return tokens.dropFirst().first.map(Self.parameter) ?? JSONPointer.root.appending("parameters")
        }
        return Self.isField(field) ? Self.parameter(field) : .root
    }

    private func input(_ name: String) -> JSONPointer? {
        inputs.firstIndex(of: name).map(Self.input)
    }

    /// The place of a gradient by its index among those that are wanted.
    private func gradient(_ index: Int?) -> JSONPointer {
        guard let outputs else { return Self.parameter("gradients") }
        let gradients = outputs.indices.filter { outputs[$0].hasPrefix(Self.gradientPrefix) }
        return index.flatMap { gradients.indices.contains($0) ? Self.output(gradients[$0]) : nil }
            ?? JSONPointer.root.appending("outputs")
    }
}
