// Browsers from other origins: what they are told.

import Access
import HTTPTypes
import Testing

@Suite("Allowed origins")
struct AllowedOriginsTests {
    private static func request(_ method: HTTPRequest.Method, _ fields: HTTPFields) -> HTTPRequest {
        HTTPRequest(method: method, scheme: "http", authority: "a", path: "/", headerFields: fields)
    }

    private static let asking: HTTPFields = [.origin: "https://a.example", .accessControlRequestMethod: "POST"]

    @Test("a browser that asks for an allowed origin is told what it may")
    func preflight() throws {
        let origins = AllowedOrigins(["https://a.example"])
        let answer = try #require(origins.preflight(Self.request(.options, Self.asking)))
        #expect(answer.status == .noContent)
        #expect(answer.headerFields[.accessControlAllowOrigin] == "https://a.example")
        #expect(answer.headerFields[.accessControlAllowMethods]?.contains("POST") == true)
        #expect(answer.headerFields[.accessControlAllowHeaders]?.contains("Authorization") == true)
        #expect(answer.headerFields[.vary] == "Origin")
        #expect(answer.headerFields[.accessControlAllowCredentials] == nil)
        // Nothing is said to others, nor to what is no such question.
        #expect(origins.preflight(Self.request(.post, Self.asking)) == nil)
        #expect(origins.preflight(Self.request(.options, [.origin: "https://a.example"])) == nil)
        var foreign = Self.asking
        foreign[.origin] = "https://a.example.evil"
        #expect(origins.preflight(Self.request(.options, foreign)) == nil)
        #expect(AllowedOrigins([]).preflight(Self.request(.options, Self.asking)) == nil)
    }

    @Test("answers are readable for allowed origins only, and vary by origin")
    func answers() {
        func fields(_ allowed: [String], _ origin: String?) -> HTTPFields {
            var fields: HTTPFields = [.vary: "Accept-Encoding"]
            AllowedOrigins(allowed).allow(
                Self.request(.get, origin.map { [.origin: $0] } ?? [:]), in: &fields)
            return fields
        }
        #expect(fields(["https://a.example"], "https://a.example")[.accessControlAllowOrigin] == "https://a.example")
        #expect(fields(["https://a.example"], "https://b.example")[.accessControlAllowOrigin] == nil)
        #expect(fields(["https://a.example"], nil)[.vary] == "Accept-Encoding, Origin")
        #expect(fields(["*"], "https://b.example")[.accessControlAllowOrigin] == "*")
        #expect(fields([], "https://b.example") == [.vary: "Accept-Encoding"])
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
