// What generators of clients stumble over in an OpenAPI document; each rule is a construct that broke one of them.

import TestSupport

/// Looks for such constructs.
struct OpenAPILint {
    private let document: JSONTree
    private(set) var findings: [String] = []

    /// Schemas whose names hide types that generated code needs.
    private static let reserved: Set<String> = [
        "Any", "Array", "Character", "Class", "Data", "Date", "Double", "Error", "Exception", "File", "Float",
        "Function",
        "Index", "Integer", "List", "Map", "Module", "Number", "Object", "Option", "Optional", "Options", "Package",
        "Promise", "Record", "Request", "Response", "Result", "Self", "Set", "Status", "String", "Symbol", "Task",
        "Thread",
        "Type", "Unit", "Version", "Void", "Warning",
    ]

    /// Keywords under which nothing is generated: conditions, and values that are no schemas.
    private static let ignored: Set<String> = ["if", "then", "else", "example", "examples", "patternProperties"]

    init(_ document: JSONTree) {
        self.document = document
        checkServers()
        checkSecurity()
        checkPaths()
        for (name, schema) in schemas.members {
            if Self.reserved.contains(name) { add(name, "hides a type of generated code") }
            check(schema, name)
            checkRecursion(name)
        }
        checkAnswers()
    }

    private var schemas: JSONTree { document["components"]?["schemas"] ?? .object([:]) }

    private mutating func add(_ place: String, _ finding: String) {
        findings.append("\(place): \(finding)")
    }

    private mutating func checkServers() {
        let urls = document["servers"]?.elements.compactMap { $0["url"]?.text } ?? []
        if urls != ["/"] { add("servers", "clients would call \(urls) instead of the server that they are given") }
    }

    private mutating func checkSecurity() {
        for (name, scheme) in document["components"]?["securitySchemes"]?.members ?? [:]
        where scheme["type"]?.text != "http" {
            add(name, "security of the type \(scheme["type"]?.text ?? "?") is unknown to generators")
        }
    }

    /// Media types that all generators read, references that they follow, and an example of every good answer.
    private mutating func checkPaths() {
        for (path, item) in document["paths"]?.members ?? [:] {
            for (method, operation) in item.members {
                let place = "\(method) \(path)"
                if operation["operationId"] == nil { add(place, "has no operationId") }
                for (status, response) in operation["responses"]?.members ?? [:] {
                    checkMedia(response["content"], "\(place) \(status)", needsExample: status == "200")
                }
                checkMedia(operation["requestBody"]?["content"], place, needsExample: true)
            }
        }
        checkReferences(document, "document")
    }

    private mutating func checkMedia(_ content: JSONTree?, _ place: String, needsExample: Bool) {
        for (type, media) in content?.members ?? [:] {
            if type != "application/json", type != "application/problem+json", !type.hasPrefix("text/") {
                add(place, "\(type) is unknown to openapi-python-client")
            }
            if media["schema"]?["$ref"] == nil, media["schema"]?["properties"] != nil {
                add(place, "the schema has no name")
            }
            let isFree = media["schema"]?["$ref"] == nil
            if needsExample, !isFree, media["example"] == nil, media["examples"] == nil { add(place, "has no example") }
        }
    }

    private mutating func checkReferences(_ tree: JSONTree, _ place: String) {
        if let reference = tree["$ref"]?.text, reference.split(separator: "/").count != 4 {
            add(place, "\(reference) leads into a schema, and not to one")
        }
        for (key, value) in tree.members where key != "example" && key != "examples" {
            checkReferences(value, "\(place)/\(key)")
        }
        for element in tree.elements { checkReferences(element, place) }
    }

    private func types(_ schema: JSONTree) -> [String] {
        let type = schema["type"]
        return type?.text.map { [$0] } ?? type?.elements.compactMap(\.text) ?? []
    }

    private mutating func check(_ schema: JSONTree, _ place: String) {
        let types = types(schema)
        checkDescriptions(schema, place)
        for keyword in ["enum", "const", "default", "oneOf", "allOf", "not"] where schema[keyword] != nil {
            add(
                place,
                "\(keyword) makes clients reject what later versions have, send what was not given, or not compile")
        }
        if types.filter({ $0 != "null" }).count > 1 { add(place, "several types make a class that wraps one of them") }
        if types.contains("array"), schema["items"] == nil { add(place, "an array without items") }
        if types.contains("number"), schema["format"]?.text != "double" {
            add(place, "a number without the format double is a float in Go and a decimal in C#")
        }
        if types.contains("object"), types.contains("null") { add(place, "an object that can be null needs a name") }
        if let choices = schema["anyOf"]?.elements {
            let isNullable = choices.count == 2 && choices[0]["$ref"] != nil && choices[1]["type"]?.text == "null"
            if !isNullable { add(place, "anyOf is for a named schema or null") }
        }
        for (name, property) in schema["properties"]?.members ?? [:] {
            if property["properties"] != nil { add("\(place).\(name)", "an object without a name") }
            check(property, "\(place).\(name)")
        }
        for keyword in ["items", "additionalProperties"] {
            if let inner = schema[keyword] { check(inner, "\(place).\(keyword)") }
        }
    }

    /// Whether a named schema and each of its members is described, or has the description of a named schema.
    private mutating func checkDescriptions(_ schema: JSONTree, _ place: String) {
        if schemas[place] != nil, schema["description"] == nil { add(place, "has no description") }
        for (name, property) in schema["properties"]?.members ?? [:]
        where property["description"] == nil && references(property).isEmpty {
            add("\(place).\(name)", "has no description")
        }
    }

    /// The schemas that one refers to, conditions left out.
    private func references(_ tree: JSONTree) -> Set<String> {
        var names: Set<String> = []
        if let reference = tree["$ref"]?.text { names.insert(String(reference.split(separator: "/").last ?? "")) }
        for (key, value) in tree.members where !Self.ignored.contains(key) { names.formUnion(references(value)) }
        for element in tree.elements { names.formUnion(references(element)) }
        return names
    }

    private func reachable(from start: Set<String>) -> Set<String> {
        var (found, open) = (start, start)
        while let name = open.popFirst() {
            for next in references(schemas[name] ?? .null) where found.insert(next).inserted { open.insert(next) }
        }
        return found
    }

    private mutating func checkRecursion(_ name: String) {
        if reachable(from: references(schemas[name] ?? .null)).contains(name) { add(name, "refers to itself") }
    }

    /// An answer may have members that today's clients do not know.
    private mutating func checkAnswers() {
        let operations = (document["paths"]?.members ?? [:]).values.flatMap(\.members.values)
        let responses = operations.map { $0["responses"] ?? .null } + [document["components"]?["responses"] ?? .null]
        for name in reachable(from: Set(responses.flatMap(references))) {
            guard let schema = schemas[name], schema["properties"] != nil else { continue }
            let others = schema["additionalProperties"]
            if others == nil || others == .boolean(false) {
                add(name, "Go clients refuse members that are not described")
            }
        }
    }
}
