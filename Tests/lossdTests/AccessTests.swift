// Tokens, origins and codings of a serving lossd, with curl as the client.

import Foundation
import TestSupport
import Testing

@Suite("Access to a serving lossd")
struct AccessTests {
    private static let body = #"{"tasks":[{"loss":"mse_loss","input":[1,2],"target":[0,0]}]}"#

    private func curl(_ port: Int, _ path: String, _ arguments: [String]) throws -> String {
        let finished = try BuiltBinary.finish(
            URL(filePath: "/usr/bin/curl"),
            ["--silent", "--show-error", "--include", "--max-time", "10"] + arguments + [
                "http://127.0.0.1:\(port)\(path)"
            ])
        return String(decoding: finished.output, as: UTF8.self) + finished.errors
    }

    /// A new token, and a file that allows it.
    private func token(_ name: String, in file: URL) throws -> String {
        let made = try BuiltBinary.run(["token", name])
        #expect(made.status == 0)
        var text = (try? String(contentsOf: file, encoding: .utf8)) ?? ""
        text += String(decoding: made.output, as: UTF8.self)
        try Data(text.utf8).write(to: file)
        return made.errors.trimmingCharacters(in: .whitespacesAndNewlines)
    }

    @Test("with tokens, only their bearers are answered, before their body is read; health stays open")
    func tokens() throws {
        let file = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
        defer { try? FileManager.default.removeItem(at: file) }
        let first = try token("first", in: file)
        let pipe = Pipe()
        let server = try ServingBinary(
            ["--token-file", file.path, "--log-format", "json"], output: pipe.fileHandleForWriting)
        for path in ["/livez", "/readyz", "/"] { #expect(try curl(server.port, path, []).hasPrefix("HTTP/1.1 200")) }
        for path in ["/metrics", "/v1/losses", "/nowhere", "/openapi.json"] {
            let answer = try curl(server.port, path, [])
            #expect(answer.hasPrefix("HTTP/1.1 401"), "\(path)")
            #expect(answer.contains("WWW-Authenticate: Bearer realm=\"lossd\"\r\n"))
            #expect(answer.contains("application/problem+json"))
        }
        let bearer = ["--header", "Authorization: Bearer \(first)"]
        #expect(try curl(server.port, "/v1/evaluate", bearer + ["--json", Self.body]).hasPrefix("HTTP/1.1 200"))
        // A client that waits for 100 Continue does not get it.
        let client = try #require(RawClient(port: UInt16(server.port)))
        let post = "POST /v1/evaluate HTTP/1.1\r\nHost: x\r\nContent-Length: 50000000\r\n"
        client.send("\(post)Expect: 100-continue\r\nAuthorization: Bearer x\r\n\r\n")
        let refused = client.receive().text
        #expect(refused.hasPrefix("HTTP/1.1 401") && refused.contains("error=\"invalid_token\""))
        // A second token after SIGHUP, and the first one gone.
        try FileManager.default.removeItem(at: file)
        let second = try token("second", in: file)
        server.signal(SIGHUP)
        #expect(server.nextWords() == "lossd: reloaded\n")
        #expect(try curl(server.port, "/version", bearer).hasPrefix("HTTP/1.1 401"))
        let other = ["--header", "Authorization: Bearer \(second)"]
        #expect(try curl(server.port, "/version", other).hasPrefix("HTTP/1.1 200"))
        let metrics = try curl(server.port, "/metrics", other)
        #expect(metrics.contains("lossd_token_requests_total{token=\"first\"} 1\n"))
        #expect(metrics.contains("lossd_requests_rejected_total{reason=\"unwanted\"} 1\n"))
        // A file that is none leaves the old one in use.
        try Data("secret nonsense".utf8).write(to: file)
        server.signal(SIGHUP)
        #expect(server.nextWords().contains("not reloaded: the tokens \(file.path): line 1"))
        #expect(try curl(server.port, "/version", other).hasPrefix("HTTP/1.1 200"))
        #expect(server.stop() == 0)
        try pipe.fileHandleForWriting.close()
        let log = String(decoding: pipe.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        #expect(log.contains("\"tasks\":1,\"token\":\"first\"}"))
        #expect(!log.contains(first) && !log.contains(second))
    }

    @Test("/metrics has its own address when wanted, and is gone from the other")
    func metricsAddress() throws {
        let server = try ServingBinary(["--metrics-port", "0"])
        let words = server.firstWords.split(separator: "\n")[0]
        #expect(words.hasPrefix("metrics on http://127.0.0.1:"))
        let port = try #require(words.split(separator: ":").last.flatMap { Int($0) })
        #expect(try curl(port, "/metrics", []).hasPrefix("HTTP/1.1 200"))
        #expect(try curl(port, "/readyz", []).hasPrefix("HTTP/1.1 200"))
        #expect(try curl(port, "/v1/losses", []).hasPrefix("HTTP/1.1 404"))
        #expect(try curl(server.port, "/metrics", []).hasPrefix("HTTP/1.1 404"))
        #expect(try curl(server.port, "/v1/losses", []).hasPrefix("HTTP/1.1 200"))
        #expect(server.stop() == 0)
    }

    @Test("browsers are answered as the list of origins says")
    func origins() throws {
        let server = try ServingBinary(["--cors-origins", "https://a.example, https://b.example:8443"])
        let ask = ["--request", "OPTIONS", "--header", "Access-Control-Request-Method: POST"]
        let allowed = try curl(server.port, "/v1/evaluate", ask + ["--header", "Origin: https://b.example:8443"])
        #expect(allowed.hasPrefix("HTTP/1.1 204"))
        #expect(allowed.contains("Access-Control-Allow-Origin: https://b.example:8443\r\n"))
        let foreign = try curl(server.port, "/v1/evaluate", ask + ["--header", "Origin: https://c.example"])
        #expect(foreign.hasPrefix("HTTP/1.1 204") && !foreign.contains("Access-Control"))
        let answer = try curl(server.port, "/version", ["--header", "Origin: https://a.example"])
        #expect(answer.contains("Access-Control-Allow-Origin: https://a.example\r\n"))
        // A refusal of the server itself can be read by the page too.
        let large = ["--header", "Origin: https://a.example", "--header", "Content-Length: 99999999999", "--data", "x"]
        let refused = try curl(server.port, "/v1/evaluate", large)
        #expect(refused.hasPrefix("HTTP/1.1 413") && refused.contains("Access-Control-Allow-Origin"))
        // So can one of the method, which has the identifier of the request; one of the request line knows no origin.
        let fields = "Host: x\r\nOrigin: https://a.example\r\nX-Request-ID: mine\r\n\r\n"
        for (line, status, isRead) in [
            ("BREW / HTTP/1.1", 501, true), ("GET / HTTP/2.0", 505, false), ("GET", 400, false),
        ] {
            let client = try #require(RawClient(port: UInt16(server.port)))
            client.send("\(line)\r\n\(fields)")
            let text = client.receive().text
            #expect(text.hasPrefix("HTTP/1.1 \(status) "))
            #expect(text.contains("X-Content-Type-Options: nosniff\r\n") && text.contains("Vary: Origin\r\n"))
            #expect(text.contains("Access-Control-Allow-Origin: https://a.example\r\n") == isRead)
            #expect(text.contains("X-Request-ID: mine\r\n") == isRead)
        }
        #expect(server.stop() == 0)
        let open = try ServingBinary(["--cors-origins", "*"])
        let client = try #require(RawClient(port: UInt16(open.port)))
        client.send("GET\r\n\r\n")
        #expect(client.receive().text.contains("Access-Control-Allow-Origin: *\r\n"))
        #expect(open.stop() == 0)
    }

    @Test("bodies are taken compressed, and answered so, as curl and gzip do it")
    func codings() throws {
        let server = try ServingBinary()
        let zipped = try BuiltBinary.finish(URL(filePath: "/usr/bin/gzip"), ["-9"], input: Data(Self.body.utf8)).output
        let file = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
        defer { try? FileManager.default.removeItem(at: file) }
        try zipped.write(to: file)
        let post = ["--header", "Content-Type: application/json", "--data-binary", "@\(file.path)"]
        let answer = try curl(server.port, "/v1/evaluate", post + ["--header", "Content-Encoding: gzip"])
        #expect(answer.hasPrefix("HTTP/1.1 200") && answer.contains("\"loss\":2.5"))
        let unknown = try curl(server.port, "/v1/evaluate", post + ["--header", "Content-Encoding: br"])
        #expect(unknown.hasPrefix("HTTP/1.1 415") && unknown.contains("Accept-Encoding: gzip, deflate, identity\r\n"))
        let broken = try curl(
            server.port, "/v1/evaluate", ["--json", Self.body, "--header", "Content-Encoding: gzip"])
        #expect(broken.hasPrefix("HTTP/1.1 400"))
        let plain = try curl(server.port, "/v1/losses", [])
        #expect(plain.contains("Vary: Accept-Encoding\r\n") && !plain.contains("Content-Encoding"))
        let coded = try curl(server.port, "/v1/losses", ["--compressed"])
        #expect(coded.contains("Content-Encoding: gzip\r\n"))
        #expect(coded.components(separatedBy: "\r\n\r\n").last == plain.components(separatedBy: "\r\n\r\n").last)
        let head = try curl(server.port, "/v1/losses", ["--head", "--compressed"])
        let length = try #require(coded.components(separatedBy: "\r\n").first { $0.hasPrefix("Content-Length") })
        #expect(head.contains("\(length)\r\n"))
        #expect(server.stop() == 0)
    }

    @Test("a valid trace is passed on in the answer, with a span of its own")
    func trace() throws {
        let server = try ServingBinary()
        let parent = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"
        let answer = try curl(server.port, "/version", ["--header", "traceparent: \(parent)"])
        let field = try #require(answer.components(separatedBy: "\r\n").first { $0.hasPrefix("traceresponse: ") })
        let parts = field.dropFirst("traceresponse: ".count).split(separator: "-")
        #expect(parts.count == 4 && parts[1] == "4bf92f3577b34da6a3ce929d0e0e4736" && parts[3] == "00")
        #expect(parts[2].count == 16 && parts[2] != "00f067aa0ba902b7")
        #expect(try !curl(server.port, "/version", ["--header", "traceparent: 00-0-0-0"]).contains("traceresponse"))
        #expect(server.stop() == 0)
    }
}
