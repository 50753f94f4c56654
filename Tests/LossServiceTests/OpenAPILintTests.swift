// openapi.yaml has nothing that generators of clients stumble over, and the lint finds what has.

import TestSupport
import Testing
import Yams

@Suite("Lint of openapi.yaml")
struct OpenAPILintTests {
    @Test("the document has nothing that generators of clients stumble over")
    func document() throws {
        let text = String(decoding: try Repository.read("openapi.yaml"), as: UTF8.self)
        let tree = try OpenAPITests.tree(try #require(try Yams.compose(yaml: text)))
        #expect(OpenAPILint(tree).findings.sorted() == [])
    }

    /// A document without faults, into which a schema, an operation's answer and another part can be put.
    private static func document(schemas: String = "{}", answer: String = "{}", rest: String = "servers: [{ url: / }]")
        -> String
    {
        """
        \(rest)
        paths: { /x: { get: { operationId: x, responses: { "200": \(answer) } } } }
        components: { schemas: \(schemas) }
        """
    }

    private static let faulty: [(String, String)] = [
        (document(rest: "servers: [{ url: http://127.0.0.1:8080 }]"), "servers"),
        (
            document().replacing("components: {", with: "components: { securitySchemes: { c: { type: mutualTLS } },"),
            "mutualTLS"
        ),
        (document().replacing("operationId: x, ", with: ""), "operationId"),
        (document(answer: "{ content: { application/yaml: { schema: { type: string } } } }"), "application/yaml"),
        (
            document(answer: "{ content: { application/json: { schema: { type: object, properties: { a: {} } } } } }"),
            "no name"
        ),
        (
            document(
                schemas: "{ A: { description: x, type: string } }",
                answer: "{ content: { application/json: { schema: { $ref: '#/components/schemas/A' } } } }"),
            "no example"
        ),
        (document(schemas: "{ A: { description: x, $ref: '#/components/schemas/B/properties/c' } }"), "leads into"),
        (document(schemas: "{ A: { type: string } }"), "no description"),
        (
            document(schemas: "{ A: { description: x, type: object, properties: { b: { type: string } } } }"),
            "A.b: has no description"
        ),
        (document(schemas: "{ Task: { description: x, type: object } }"), "hides"),
        (document(schemas: "{ A: { description: x, type: string, enum: [a] } }"), "enum"),
        (document(schemas: "{ A: { description: x, type: string, const: a } }"), "const"),
        (
            document(
                schemas:
                    "{ A: { description: x, type: object, properties: { b: { description: x, type: boolean, default: true } } } }"
            ), "default"
        ),
        (document(schemas: "{ A: { description: x, oneOf: [{ type: string }] } }"), "oneOf"),
        (document(schemas: "{ A: { description: x, type: [number, string], format: double } }"), "several types"),
        (document(schemas: "{ A: { description: x, type: array } }"), "without items"),
        (document(schemas: "{ A: { description: x, type: array, items: { type: number } } }"), "format double"),
        (document(schemas: "{ A: { description: x, type: [object, 'null'] } }"), "can be null"),
        (document(schemas: "{ A: { description: x, anyOf: [{ type: string }, { type: 'null' }] } }"), "anyOf"),
        (
            document(
                schemas:
                    "{ A: { description: x, type: object, properties: { b: { description: x, properties: {} } } } }"),
            "without a name"
        ),
        (
            document(schemas: "{ A: { description: x, type: array, items: { $ref: '#/components/schemas/A' } } }"),
            "refers to itself"
        ),
        (
            document(
                schemas: "{ A: { description: x, type: object, properties: { b: { description: x, type: string } } } }",
                answer: "{ content: { application/json: { schema: { $ref: '#/components/schemas/A' }, example: {} } } }"
            ),
            "Go clients"
        ),
    ]

    @Test("what a generator stumbles over is found", arguments: faulty)
    func finds(document: String, finding: String) throws {
        let findings = OpenAPILint(try OpenAPITests.tree(try #require(try Yams.compose(yaml: document)))).findings
        #expect(findings.count == 1 && findings.first?.contains(finding) == true, "\(findings)")
    }

    @Test("what is not wrong is not found")
    func findsNothing() throws {
        let good = Self.document(
            schemas: "{ A: { description: x, type: object, properties: { b: { description: x, type: string } } } }")
        #expect(OpenAPILint(try OpenAPITests.tree(try #require(try Yams.compose(yaml: good)))).findings == [])
    }
}
