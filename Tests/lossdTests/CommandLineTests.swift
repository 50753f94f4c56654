// The command line: what each command prints, and how it exits.

import Foundation
import TestSupport
import Testing

@Suite("The command line")
struct CommandLineTests {
    @Test("lossd --version says which lossd this is")
    func version() throws {
        let finished = try BuiltBinary.run(["--version"])
        #expect(finished.status == 0)
        #expect(String(decoding: finished.output, as: UTF8.self) == "lossd 0.1.0\n")
    }

    @Test("lossd losses prints the catalogue, or one loss")
    func losses() throws {
        let all = try JSONTree(try BuiltBinary.run(["losses"]).output)
        #expect(all["losses"]?.elements.isEmpty == false)
        #expect(try JSONTree(try BuiltBinary.run(["losses", "KLDivLoss"]).output)["name"]?.text == "kl_div")
        let unknown = try BuiltBinary.run(["losses", "hinge"])
        #expect(unknown.status == 2)
        #expect(unknown.output.isEmpty)
        #expect(try JSONTree(Data(unknown.errors.utf8))["status"]?.double == 404)
    }

    @Test("lossd evaluate exits with 2 and the problem on standard error when there is one")
    func evaluate() throws {
        for (body, status) in [("{\"tasks\":[]}", 422.0), ("{", 400.0), ("", 400.0)] {
            let finished = try BuiltBinary.run(["evaluate", "-"], input: Data(body.utf8))
            #expect(finished.status == 2)
            #expect(finished.output.isEmpty)
            #expect(try JSONTree(Data(finished.errors.utf8))["status"]?.double == status)
        }
        let missing = try BuiltBinary.run(["evaluate", "/nowhere.json"])
        #expect(missing.status == 2)
        #expect(missing.errors == "lossd: cannot read /nowhere.json: No such file or directory\n")
    }

    @Test(
        "what the command line does not know is refused",
        arguments: [["--colour"], ["serve", "--port", "70000"], ["bake"]])
    func unknown(arguments: [String]) throws {
        let finished = try BuiltBinary.run(arguments)
        #expect(finished.status == 64)
        #expect(finished.errors.contains("--help"))
    }

    @Test("a signal ends a serving lossd with 0", arguments: [SIGTERM, SIGINT])
    func signals(signal: Int32) throws {
        let server = try ServingBinary()
        let client = try #require(RawClient(port: UInt16(server.port)))
        client.send("GET /livez HTTP/1.1\r\nHost: x\r\n\r\n")
        #expect(client.receive(until: "}").text.hasPrefix("HTTP/1.1 200"))
        #expect(server.stop(signal) == 0)
        #expect(client.receive().ended)
    }

    @Test("lossd healthcheck exits with 0 while a lossd is ready, and with 1 when there is none")
    func healthCheck() throws {
        let server = try ServingBinary()
        #expect(try BuiltBinary.run(["healthcheck", "--port", "\(server.port)"]).status == 0)
        _ = server.stop()
        let gone = try BuiltBinary.run(["healthcheck", "--port", "\(server.port)"])
        #expect(gone.status == 1)
        #expect(gone.errors.contains("refused"))
    }

    @Test("a port that is taken is said in one line")
    func portTaken() throws {
        let server = try ServingBinary()
        let second = try BuiltBinary.run(["serve", "--port", "\(server.port)"])
        #expect(second.status == 1)
        #expect(
            second.errors == "lossd: cannot listen on 127.0.0.1 port \(server.port): bind: Address already in use\n")
    }

    @Test("after whatever it is sent, a running lossd answers the next")
    func alive() throws {
        let server = try ServingBinary()
        let bodies = [
            "", "{", "[]", "nul", "\u{0}", String(repeating: "[", count: 100_000), #"{"tasks":[{"loss":"mse_loss"}]}"#,
            #"{"tasks":[{"loss":"l1_loss","input":{"shape":[4611686018427387904,4,0],"data":[]},"target":0}]}"#,
            #"{"tasks":[{"loss":"nll_loss","input":[[1,2]],"target":[1e300]}]}"#,
            #"{"tasks":[{"loss":"kl_div","input":{"shape":[1],"dtype":"float32","base64":"!"},"target":1}]}"#,
        ]
        for body in bodies {
            let client = try #require(RawClient(port: UInt16(server.port)))
            client.send("POST /v1/evaluate HTTP/1.1\r\nHost: x\r\nContent-Length: \(body.utf8.count)\r\n\r\n\(body)")
            client.finishSending()
            let text = client.receive().text
            #expect(text.hasPrefix("HTTP/1.1 400 ") || text.hasPrefix("HTTP/1.1 422 "), "\(body.prefix(80))")
        }
        let client = try #require(RawClient(port: UInt16(server.port)))
        client.send("GET /livez HTTP/1.1\r\nHost: x\r\n\r\n")
        #expect(client.receive(until: "}").text.hasPrefix("HTTP/1.1 200"))
        #expect(server.stop() == 0)
    }

    @Test("errors of every depth are problems with the request's identifier")
    func problems() throws {
        let server = try ServingBinary(["--max-body-bytes", "100"])
        for (request, status) in [
            ("GET /x HTTP/1.1\r\nHost: x\r\nX-Request-ID: me\r\nConnection: close\r\n\r\n", 404),
            (
                "POST /v1/evaluate HTTP/1.1\r\nHost: x\r\nX-Request-ID: me\r\nContent-Length: 2\r\nConnection: close\r\n\r\n{}",
                422
            ),
            ("POST /v1/evaluate HTTP/1.1\r\nHost: x\r\nX-Request-ID: me\r\nContent-Length: 101\r\n\r\n", 413),
            ("POST /v1/evaluate HTTP/1.1\r\nHost: x\r\nX-Request-ID: me\r\nConnection: close\r\n\r\n", 411),
        ] {
            let client = try #require(RawClient(port: UInt16(server.port)))
            client.send(request)
            let text = client.receive().text
            #expect(text.hasPrefix("HTTP/1.1 \(status) "))
            #expect(text.contains("\r\nX-Request-ID: me\r\n"))
            #expect(text.contains("\r\nContent-Type: application/problem+json\r\n"))
            let body = try #require(text.components(separatedBy: "\r\n\r\n").last)
            let problem = try JSONTree(Data(body.utf8))
            #expect(problem["status"]?.double == Double(status))
            #expect(problem["instance"]?.text == "me")
        }
        #expect(server.stop() == 0)
    }
}
