// The lists of openapi.yaml that are generated: names, fields, options and codes.

import Balancing
import Catalogue
import Contract
import Foundation
import LossService
import Losses
import Safetensors
import TensorJSON

/// Lines of openapi.yaml, by the name of the part that they make up.
enum OpenAPILists {
    static var parts: [(name: String, lines: [String])] {
        [
            ("losses", names(LossCatalogue.all.map(\.entry))),
            ("strategies", names(StrategyCatalogue.all.map(\.entry))),
            ("inputs", inputs), ("options", options), ("codes", codes),
        ] + OpenAPIExamples.parts
    }

    private static func names(_ entries: [Entry]) -> [String] {
        entries.flatMap { [$0.name] + $0.aliases }.map { "        - \($0)" }
    }

    /// The tensors that are members of a task, next to `loss`.
    private static var inputs: [String] {
        var order: [String] = []
        var uses: [String: [Use]] = [:]
        for type in LossCatalogue.all {
            for input in type.entry.inputs where input.place == .task && !input.isFamily {
                if uses[input.name] == nil { order.append(input.name) }
                uses[input.name, default: []].append((type.entry.name, input.summary, tensor, nil))
            }
        }
        return order.flatMap { name in lines(name, uses[name] ?? []) }
    }

    private static let tensor = ["$ref: \"#/components/schemas/Tensor\""]
    private static let scalar = ["$ref: \"#/components/schemas/Scalar\""]

    /// What one loss says of a field: its name, a sentence, the schema, and the default.
    private typealias Use = (loss: String, summary: String, schema: [String], fallback: String?)

    /// The options of all losses, those of one name together.
    private static var options: [String] {
        var uses: [String: [Use]] = [:]
        for type in LossCatalogue.all {
            for input in type.entry.inputs where input.place == .options {
                uses[input.name, default: []].append((type.entry.name, input.summary, tensor, nil))
            }
            for option in type.options {
                uses[option.name, default: []].append(
                    (type.entry.name, option.summary, schema(option.type), option.default.text))
            }
        }
        return uses.keys.sorted().flatMap { name in lines(name, uses[name] ?? []) }
    }

    /// The lines of a member: what each loss says of it, its default where all have the same, and its schema.
    private static func lines(_ name: String, _ uses: [Use]) -> [String] {
        var summaries: [(summary: String, losses: [String])] = []
        for use in uses {
            if let index = summaries.firstIndex(where: { $0.summary == use.summary }) {
                summaries[index].losses.append(use.loss)
            } else {
                summaries.append((use.summary, [use.loss]))
            }
        }
        var lines = ["        \(name):", "          description: |"]
        for (summary, losses) in summaries {
            lines.append("            \(losses.joined(separator: ", ")): \(summary)")
        }
        if let fallback = uses[0].fallback, uses.allSatisfy({ $0.fallback == fallback }) {
            lines.append("            By default \(fallback).")
        }
        // An option that is a number for one loss and a tensor for another has no one type.
        let schemas = Set(uses.map(\.schema))
        let choices = uses.compactMap { Self.choices(of: $0.schema) }
        let schema =
            schemas.count == 1
            ? uses[0].schema
            : choices.count == uses.count
                ? Self.schema(.choice(union(choices))) : schemas.contains(tensor) ? tensor : scalar
        return lines + schema.map { "          \($0)" }
    }

    /// The names that a schema lists.
    private static func choices(of schema: [String]) -> [String]? {
        guard let line = schema.first(where: { $0.hasPrefix("x-extensible-enum: [") }) else { return nil }
        return line.dropFirst("x-extensible-enum: [".count).dropLast().components(separatedBy: ", ")
    }

    private static func union(_ lists: [[String]]) -> [String] {
        var seen: Set<String> = []
        return lists.flatMap(\.self).filter { seen.insert($0).inserted }
    }

    private static func schema(_ type: OptionDescription.ValueType) -> [String] {
        switch type {
        case .number, .perTask: scalar
        case .integer: ["type: [integer, \"null\"]"]
        case .boolean: ["type: [boolean, \"null\"]"]
        case .choice(let names):
            ["type: [string, \"null\"]", "x-extensible-enum: [\(names.joined(separator: ", "))]"]
        case .integers: ["type: [array, \"null\"]", "items: { type: integer }"]
        }
    }

    private static var codes: [String] {
        let groups: [(String, [String])] = [
            (
                "The text is not JSON, or not within the limits of a document.",
                JSONSyntaxError.Code.allCases.map(\.rawValue)
            ),
            ("A field, a batch, or what it costs.", FaultCode.allCases.map(\.rawValue)),
            ("A tensor.", TensorFaultCode.allCases.map(\.rawValue)),
            ("A safetensors file.", SafetensorsFaultCode.allCases.map(\.rawValue)),
            ("A loss.", LossFaultCode.allCases.map(\.rawValue)),
            ("A strategy.", BalancingFaultCode.allCases.map(\.rawValue)),
            ("HTTP.", ProblemKind.allCases.map(\.rawValue)),
        ]
        var seen: Set<String> = []
        return groups.flatMap { comment, codes in
            ["        # \(comment)"] + codes.filter { seen.insert($0).inserted }.map { "        - \($0)" }
        }
    }
}
