// Writes a Swift file that holds an OpenAPI document as YAML and as JSON; run by the build, not part of lossd.

import Foundation
import Yams

/// JSON with the members in the order of the document.
func json(_ node: Node) throws -> String {
    switch node {
    case .mapping(let mapping):
        let members = try mapping.map { key, value in "\(text(key.string ?? "")):\(try json(value))" }
        return "{\(members.joined(separator: ","))}"
    case .sequence(let sequence): return "[\(try sequence.map(json).joined(separator: ","))]"
    case .scalar(let scalar):
        guard scalar.style == .plain else { return text(scalar.string) }
        if node.null != nil { return "null" }
        if let boolean = node.bool { return "\(boolean)" }
        if let integer = node.int { return "\(integer)" }
        if let number = node.float, number.isFinite { return "\(number)" }
        return text(scalar.string)
    case .alias(let alias): throw Failure(description: "an alias in the document: \(alias.anchor)")
    }
}

func text(_ string: String) -> String {
    var result = "\""
    for scalar in string.unicodeScalars {
        switch scalar {
        case "\"": result += "\\\""
        case "\\": result += "\\\\"
        case "\n": result += "\\n"
        case "\t": result += "\\t"
        default: result.unicodeScalars.append(scalar)
        }
    }
    return result + "\""
}

struct Failure: Error, CustomStringConvertible {
    let description: String
}

let arguments = CommandLine.arguments
guard arguments.count == 3 else { throw Failure(description: "usage: OpenAPIEmbedder DOCUMENT OUTPUT") }
let document = try String(contentsOfFile: arguments[1], encoding: .utf8)
guard let tree = try Yams.compose(yaml: document) else { throw Failure(description: "the document is empty") }
let delimiter = "###"
let texts = ["yaml": document, "json": try json(tree)]
guard texts.values.allSatisfy({ !$0.contains("\"\"\"" + delimiter) }) else {
    throw Failure(description: "the document contains the delimiter of a Swift string")
}
let members = texts.sorted { $0.key > $1.key }.map { name, text in
    "    static let \(name) = \(delimiter)\"\"\"\n\(text)\n\"\"\"\(delimiter)\n"
}
let swift = "// openapi.yaml, embedded by the build.\n\nenum OpenAPIText {\n\(members.joined(separator: "\n"))}\n"
try swift.write(toFile: arguments[2], atomically: true, encoding: .utf8)
