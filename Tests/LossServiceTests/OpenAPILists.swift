// The lists of openapi.yaml that are generated: names, fields, options and codes.

import Balancing
import Catalogue
import Contract
import LossService
import Losses
import TensorJSON

/// Lines of openapi.yaml, by the name of the part that they make up.
enum OpenAPILists {
    static var parts: [(name: String, lines: [String])] {
        [
            ("losses", names(LossCatalogue.all.map(\.entry))),
            ("strategies", names(StrategyCatalogue.all.map(\.entry))),
            ("inputs", inputs), ("options", options), ("codes", codes),
        ]
    }

    private static func names(_ entries: [Entry]) -> [String] {
        entries.flatMap { [$0.name] + $0.aliases }.map { "        - \($0)" }
    }

    /// The tensors that are members of a task, next to `loss`.
    private static var inputs: [String] {
        var isRequired: [String: Bool] = [:]
        var order: [String] = []
        for input in LossCatalogue.all.flatMap(\.entry.inputs) where input.place == .task && !input.isFamily {
            if isRequired[input.name] == nil { order.append(input.name) }
            isRequired[input.name] = isRequired[input.name] ?? true && input.isRequired
        }
        return order.map { name in
            let schema = reference("TensorOrName")
            return isRequired[name] == true
                ? "        \(name): \(schema)" : "        \(name): { oneOf: [\(schema), { type: \"null\" }] }"
        }
    }

    private static func reference(_ name: String) -> String {
        "{ $ref: \"#/components/schemas/\(name)\" }"
    }

    /// The options of all losses, those of one name together.
    private static var options: [String] {
        var order: [String] = []
        var uses: [String: [(loss: String, summary: String, schemas: [String], fallback: String?)]] = [:]
        for type in LossCatalogue.all {
            for input in type.entry.inputs where input.place == .options {
                if uses[input.name] == nil { order.append(input.name) }
                uses[input.name, default: []].append(
                    (type.entry.name, input.summary, [reference("TensorOrName")], nil))
            }
            for option in type.options {
                if uses[option.name] == nil { order.append(option.name) }
                uses[option.name, default: []].append(
                    (type.entry.name, option.summary, schemas(option.type), option.default.yaml))
            }
        }
        return order.sorted().flatMap { name in lines(name, uses[name] ?? []) }
    }

    private static func lines(
        _ name: String, _ uses: [(loss: String, summary: String, schemas: [String], fallback: String?)]
    ) -> [String] {
        var summaries: [(summary: String, losses: [String])] = []
        for use in uses {
            if let index = summaries.firstIndex(where: { $0.summary == use.summary }) {
                summaries[index].losses.append(use.loss)
            } else {
                summaries.append((use.summary, [use.loss]))
            }
        }
        var lines = ["        \(name):", "          description: |"]
        for (summary, losses) in summaries { lines.append("            \(losses.joined(separator: ", ")): \(summary)") }
        var schemas: [String] = []
        for schema in uses.flatMap(\.schemas) where !schemas.contains(schema) { schemas.append(schema) }
        lines.append("          anyOf: [\((schemas + ["{ type: \"null\" }"]).joined(separator: ", "))]")
        // Losses that share an option need not share its default; then the document states none.
        if let fallback = uses[0].fallback, uses.allSatisfy({ $0.fallback == fallback }) {
            lines.append("          default: \(fallback)")
        }
        return lines
    }

    private static func schemas(_ type: OptionDescription.ValueType) -> [String] {
        switch type {
        case .number(let range), .perTask(let range): return number(range)
        case .integer(let range):
            let bounds = range.map { ", minimum: \($0.lowerBound), maximum: \($0.upperBound)" } ?? ""
            return ["{ type: integer\(bounds) }"]
        case .boolean: return ["{ type: boolean }"]
        case .choice(let names): return ["{ type: string, enum: [\(names.joined(separator: ", "))] }"]
        case .integers: return ["{ type: array, items: { type: integer } }"]
        }
    }

    private static func number(_ range: NumberRange) -> [String] {
        let infinity = "{ type: string, enum: [Infinity] }"
        return switch range {
        case .any: [reference("Number")]
        case .positive: ["{ type: number, exclusiveMinimum: 0 }", infinity]
        case .nonNegative: ["{ type: number, minimum: 0 }", infinity]
        case .closed(let lower, let upper): ["{ type: number, minimum: \(lower), maximum: \(upper) }"]
        case .halfOpen(let lower, let upper): ["{ type: number, minimum: \(lower), exclusiveMaximum: \(upper) }"]
        case .unitOr(let other): ["{ type: number, minimum: 0, maximum: 1 }", "{ type: number, enum: [\(other)] }"]
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

extension OptionValue {
    /// The value as YAML.
    fileprivate var yaml: String {
        switch self {
        case .number(let number): number == number.rounded() ? "\(Int(number))" : "\(number)"
        case .integer(let integer): "\(integer)"
        case .boolean(let boolean): "\(boolean)"
        case .choice(let name): name
        case .integers(let integers): "[\(integers.map(String.init).joined(separator: ", "))]"
        case .perTask(let numbers): numbers.others.map { "\($0)" } ?? "null"
        }
    }
}
