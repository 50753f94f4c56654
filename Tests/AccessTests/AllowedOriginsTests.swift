// Browsers from other origins: which answers their scripts may read.

import Access
import Exchange
import TestSupport
import Testing

@Suite("Allowed origins")
struct AllowedOriginsTests {
    private static func request(_ method: Method, _ fields: HeaderFields) -> RequestHead {
        RequestHead(method: method, target: "/", fields: fields)
    }

    private static let asking: HeaderFields = [.origin: "https://a.example", .requestedMethod: "POST"]

    @Test("a browser that asks for an allowed origin learns what it may send")
    func preflight() throws {
        let origins = AllowedOrigins(["https://a.example"])
        let asking = Self.request(.options, Self.asking)
        let answer = try #require(origins.preflight(asking))
        let fields = answer.fields + origins.fields(for: asking)
        #expect(answer.status == 204)
        #expect(fields[.allowedOrigin] == "https://a.example")
        #expect(fields[.allowedMethods]?.contains("POST") == true)
        #expect(fields[.allowedHeaders]?.contains("Authorization") == true)
        #expect(fields[.vary] == "Origin")
        #expect(!fields.contains { $0.name.spelling == "Access-Control-Allow-Credentials" })
        // Nothing for other origins, nor for other requests.
        #expect(origins.preflight(Self.request(.post, Self.asking)) == nil)
        #expect(origins.preflight(Self.request(.options, [.origin: "https://a.example"])) == nil)
        let foreign: HeaderFields = [.origin: "https://a.example.evil", .requestedMethod: "POST"]
        #expect(origins.preflight(Self.request(.options, foreign)) == nil)
        #expect(AllowedOrigins([]).preflight(asking) == nil)
    }

    @Test("answers are readable for allowed origins only, and vary by origin")
    func answers() {
        func fields(_ allowed: [String], _ origin: String?) -> [AnswerField] {
            AllowedOrigins(allowed).fields(for: Self.request(.get, origin.map { [.origin: $0] } ?? [:]))
        }
        #expect(fields(["https://a.example"], "https://a.example")[.allowedOrigin] == "https://a.example")
        #expect(fields(["https://a.example"], "https://b.example")[.allowedOrigin] == nil)
        #expect(fields(["https://a.example"], nil)[.vary] == "Origin")
        #expect(fields(["*"], "https://b.example")[.allowedOrigin] == "*")
        #expect(fields([], "https://b.example").isEmpty)
    }

    @Test(
        "an origin is a scheme, a host and a port",
        arguments: [
            ("https://a.example", true), ("http://localhost:3000", true), ("*", true), ("a.example", false),
            ("https://a.example/", false), ("https://", false), ("null", false), ("https://A.example", false),
            ("", false),
        ])
    func origins(text: String, isOrigin: Bool) {
        #expect(AllowedOrigins.isOrigin(text) == isOrigin)
    }
}
