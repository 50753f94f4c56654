// Paths, methods, media types: what is answered before anyone looks at a task.

import Exchange
import LossService
import TestSupport
import Testing

@Suite("Routing")
struct RoutingTests {
    /// A body for each path that takes one, and a name for each that has one.
    private static let bodies = [
        "/v1/evaluate": #"{"tasks":[{"loss":"mse_loss","input":1,"target":0}]}"#,
        "/v1/weights": #"{"tasks":["a"],"strategy":"mean"}"#,
        "/v2/models/{name}/infer":
            #"{"inputs":[{"name":"input","shape":[1],"datatype":"FP32","data":[1]},"#
            + #"{"name":"target","shape":[1],"datatype":"FP32","data":[0]}]}"#,
    ]

    /// The path of a route, with a name where it has a parameter.
    private static func path(of template: String) -> String {
        template.replacing("{name}", with: template == "/v1/strategies/{name}" ? "mean" : "mse_loss")
    }

    @Test("every path answers its own method, HEAD besides GET, OPTIONS, and no other")
    func methods() throws {
        let service = Service()
        for (template, method) in service.paths {
            let path = Self.path(of: template)
            let answer = service.send(method, path, body: Self.bodies[template])
            // Models stay where they are.
            #expect(answer.status == (template.hasSuffix("/unload") ? 422 : 200), "\(method) \(path)")
            #expect(!answer.body.isEmpty)
            let allowed = method == .get ? "GET, HEAD, OPTIONS" : "POST, OPTIONS"
            if method == .get { #expect(service.send(.head, path).status == 200) }
            let options = service.send(.options, path)
            #expect(options.status == 204 && options.fields[.allow] == allowed && options.body.isEmpty)
            for other: Method in [.get, .post, .put, .delete, .patch, .trace, .query]
            where other != method {
                let refused = service.send(other, path)
                #expect(refused.status == 405, "\(other) \(path)")
                #expect(refused.fields[.allow] == allowed)
            }
        }
        #expect(service.send(.options, "*").status == 204)
    }

    @Test(
        "unknown paths are a 404",
        arguments: [
            "/v1", "/v1/evaluate/", "/v1/losses/", "/v1/losses/mse_loss/x", "/v2/evaluate", "/LIVEZ", "//", "*",
        ])
    func unknown(path: String) throws {
        let answer = Service().send(.get, path)
        #expect(answer.status == 404)
        #expect(try answer.faults == ["- not_found"])
    }

    @Test("a query is not part of the path")
    func query() {
        #expect(Service().send(.get, "/livez?verbose").status == 200)
        #expect(Service().send(.get, "/livez?").status == 200)
    }

    @Test("readiness is what the server says it is")
    func readiness() throws {
        #expect(Service(isReady: { true }).send(.get, "/readyz").status == 200)
        let draining = Service(isReady: { false })
        #expect(draining.send(.get, "/readyz").status == 503)
        #expect(draining.send(.get, "/readyz").fields[.retryAfter] == "1")
        #expect(draining.send(.get, "/livez").status == 200)
    }

    @Test(
        "a body is JSON, or refused with what to write",
        arguments: [
            ("application/json", 200), ("application/json; charset=utf-8", 200), ("APPLICATION/JSON", 200),
            ("application/vnd.x+json", 200), ("application/x-www-form-urlencoded", 415), ("text/plain", 415),
            ("application/json; charset=latin1", 415), ("", 415), ("text/json+x", 415),
        ])
    func contentType(type: String, status: Int) throws {
        let answer = Service().send(
            .post, "/v1/evaluate", body: Self.bodies["/v1/evaluate"], fields: [.contentType: type])
        #expect(answer.status == status)
        if type.contains("form") { #expect(try answer.json["detail"]?.text?.contains("curl --json") == true) }
    }

    @Test("a coded body is a 415 that says what is supported")
    func contentEncoding() {
        let answer = Service().send(
            .post, "/v1/evaluate", body: Self.bodies["/v1/evaluate"], fields: [.contentEncoding: "br"])
        #expect(answer.status == 415)
        #expect(answer.fields[.acceptEncoding] == "gzip, deflate, identity")
        #expect(
            Service().send(
                .post, "/v1/evaluate", body: Self.bodies["/v1/evaluate"], fields: [.contentEncoding: "identity"]
            ).status == 200
        )
    }

    @Test(
        "a path answers what it has, whatever a client accepts",
        arguments: [
            "text/plain", "text/html", "image/png", "*/*;q=0", "application/json;q=0", "application/yaml", "", ",",
        ])
    func accept(accept: String) {
        for path in Service().paths where path.method == .get {
            let target = Self.path(of: path.path)
            #expect(Service().send(.get, target, fields: [.accept: accept]).status == 200, "\(target)")
        }
        for (template, body) in Self.bodies {
            let path = Self.path(of: template)
            let answer = Service().send(.post, path, body: body, fields: [.accept: accept])
            #expect(answer.status == 200 && answer.fields[.contentType] == "application/json", "\(path)")
        }
    }

    @Test(
        "a line break follows what a terminal shows",
        arguments: [
            ("*/*", "", true), ("text/html,application/xml;q=0.9,*/*;q=0.8", "", true), ("text/plain", "", true),
            ("application/json", "", false), ("application/json", "?pretty", true), (nil, "?x=1&pretty=true", true),
            (nil, "?pretty=false", false), (nil, "?prettyx", false), (nil, "", false),
        ] as [(String?, String, Bool)])
    func lineBreak(accept: String?, query: String, endsLine: Bool) throws {
        let fields: HeaderFields = accept.map { [.accept: $0] } ?? [:]
        let evaluated = Service().send(.post, "/v1/evaluate" + query, body: Self.bodies["/v1/evaluate"], fields: fields)
        let refused = Service().send(.post, "/v1/evaluate" + query, body: "{", fields: fields)
        let listed = Service().send(.get, "/v1/losses" + query, fields: fields)
        let missing = Service().send(.get, "/nothing" + query, fields: fields)
        for answer in [evaluated, refused, listed, missing] {
            #expect((answer.body.last == UInt8(ascii: "\n")) == endsLine)
            _ = try answer.json
        }
        let yaml = Service().send(.get, "/openapi.yaml" + query, fields: fields).body
        #expect(yaml == Service().send(.get, "/openapi.yaml").body)
    }

    @Test("?pretty lays out what is short enough to be read, and changes nothing else")
    func pretty() throws {
        let body = Self.bodies["/v1/evaluate"]
        let short = Service().send(.post, "/v1/evaluate?pretty", body: body)
        #expect(short.body.count { $0 == UInt8(ascii: "\n") } > 3)
        #expect(try short.json == Service().send(.post, "/v1/evaluate", body: body).json)
        let long = Service().send(.get, "/v1/losses?pretty").body
        #expect(long == Service().send(.get, "/v1/losses").body + [UInt8(ascii: "\n")])
    }

    /// What browsers send with a request of a page.
    private static let browsers: [(FieldName, String)] = [
        (.origin, "null"), (.origin, "https://a.example"), (.fetchSite, "cross-site"), (.fetchMode, "no-cors"),
        (.referer, "https://a.example/"), (.cookie, "a=b"), (.userAgent, "Mozilla/5.0 (X11; Linux x86_64)"),
    ]

    @Test("a body without a media type is read from programs, and not from pages", arguments: bodies.keys.sorted())
    func untyped(template: String) throws {
        let (path, body) = (Self.path(of: template), Self.bodies[template])
        #expect(Service().send(.post, path, body: body).status == 200)
        #expect(Service().send(.post, path, body: body, fields: [.userAgent: "curl/8.5.0"]).status == 200)
        for (name, value) in Self.browsers {
            let refused = Service().send(.post, path, body: body, fields: [name: value])
            #expect(refused.status == 415, "\(name.spelling): \(value)")
            #expect(try refused.json["detail"]?.text?.contains("Content-Type is missing") == true)
            let typed = Service().send(
                .post, path, body: body, fields: [name: value, .contentType: "application/json"])
            #expect(typed.status == 200)
        }
    }

    @Test("escapes of letters are the letters, other escapes are not what they stand for")
    func escapedPaths() {
        #expect(Service().send(.get, "/%6c%69vez").status == 200)
        #expect(Service().send(.get, "/%6C%69vez?x=%2F").status == 200)
        #expect(Service().send(.get, "/v1/losses/mse%5Floss").status == 200)
        #expect(Service().send(.get, "/v1%2Flosses").status == 404)
        for path in ["/livez%", "/livez%6", "/livez%zz", "/%2561"] {
            #expect(Service().send(.get, path).status == 404, "\(path)")
        }
    }

    @Test("what holds for the moment is not stored, and neither is an error")
    func cacheControl() {
        for path in ["/livez", "/readyz", "/metrics", "/nothing"] {
            #expect(Service().send(.get, path).fields[.cacheControl] == "no-store", "\(path)")
        }
        #expect(Service().send(.post, "/v1/evaluate", body: "{").fields[.cacheControl] == "no-store")
    }

    @Test("a path, a key and a name are cut in what refuses them", arguments: [300, 100_000])
    func longTexts(count: Int) {
        let long = String(repeating: "n", count: count)
        let task = #""loss":"mse_loss","input":[1],"target":[1]"#
        let tensor = #"{"shape":[1],"dtype":"\#(long)","base64":"AAAA"}"#
        let bodies = [
            #"{"\#(long)":1}"#, #"{"\#(long)":1,"\#(long)":2}"#, #"{"tasks":[{\#(task),"\#(long)":1}]}"#,
            #"{"tasks":[{\#(task),"name":"\#(long)"}]}"#, #"{"tasks":[{"loss":"\#(long)"}]}"#,
            #"{"tasks":[{\#(task),"options":{"\#(long)":1}}]}"#, #"{"tensors":{"\#(long)":[1]},"tasks":[{\#(task)}]}"#,
            #"{"tasks":[{"loss":"mse_loss","input":\#(tensor),"target":[1]}]}"#, #"{"dtype":"\#(long)"}"#,
            #"{"weighting":{"strategy":"\#(long)"},"tasks":[{\#(task)}]}"#,
        ]
        for body in bodies {
            let answer = Service().send(.post, "/v1/evaluate", body: body)
            #expect(answer.status >= 400 && answer.body.count < 3000, "\(body.prefix(60)): \(answer.body.count)")
        }
        #expect(Service().send(.get, "/\(long)").body.count < 1000)
        #expect(Service().send(.get, "/v1/losses/\(long)").body.count < 3000)
    }

    private static func refusal(_ status: Int, _ detail: String) -> Answer? {
        let reception = Service().refuse(status: status, detail: detail, head: nil, requestID: .given("r"))
        if case .answer(let answer) = reception.outcome { return answer }
        return nil
    }

    @Test("an answer that asks a client to try again says when")
    func retryAfter() {
        #expect(Self.refusal(503, "")?.fields[.retryAfter] == "1")
    }

    @Test("a POST without a body is a 411")
    func lengthRequired() throws {
        let answer = Service().send(.post, "/v1/evaluate")
        #expect(answer.status == 411)
        #expect(try answer.faults == ["- length_required"])
    }

    @Test("a problem has type, title, status, detail, the request as instance, and errors")
    func problem() throws {
        let answer = Service().send(.get, "/x", fields: [.requestID: "abc-123"])
        let problem = try answer.json
        #expect(Set(problem.members.keys) == ["type", "title", "status", "detail", "instance", "errors"])
        #expect(problem["status"] == 404)
        #expect(problem["instance"] == "abc-123")
        #expect(problem["type"] == "urn:lossd:problem:not_found")
    }

    @Test("what the server refuses is a problem like any other", arguments: [400, 408, 413, 414, 417, 431, 501, 505])
    func refusals(status: Int) throws {
        let answer = try #require(Self.refusal(status, "why"))
        #expect(answer.status == status)
        #expect(answer.fields[.contentType] == "application/problem+json")
        #expect(try JSONTree(answer.body)["detail"] == "why")
        #expect(try JSONTree(answer.body)["status"]?.double == Double(status))
    }

    @Test(
        "a head alone shows that a body is not wanted",
        arguments: [
            (Method.post, "/v1/evaluate", "application/json", nil),
            (.post, "/v1/evaluate", "text/plain", 415),
            (.get, "/livez", "application/json", 413), (.post, "/livez", "application/json", 405),
            (.post, "/nowhere", "application/json", 404),
        ] as [(Method, String, String, Int?)])
    func unwantedBodies(method: Method, path: String, type: String, status: Int?) {
        var head = RequestHead(
            method: method, target: path, fields: [.contentLength: "1000000", .contentType: type])
        head.announcement = .long
        let outcome = Service().receive(head, admit: { nil }).outcome
        if case .answer(let answer) = outcome { #expect(answer.status == status) } else { #expect(status == nil) }
    }

    @Test("version and index say what this is")
    func version() throws {
        #expect(try Service().send(.get, "/version").json["version"] == .string(Version.number))
        #expect(try Service().send(.get, "/").json["paths"]?.elements.count == Service().paths.count)
    }
}
