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
        let words = String(decoding: finished.output, as: UTF8.self).split(whereSeparator: \.isWhitespace)
        #expect(words.count == 2 && words[0] == "lossd")
        // The one place of the version, from which scripts and the image take it too.
        let source = String(decoding: try Repository.read("Sources/LossService/Version.swift"), as: UTF8.self)
        #expect(source.contains("number = \"\(words[1])\""))
        #expect(try BuiltBinary.run(["version"]).output == finished.output)
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

    private static let good = #"{"tasks":[{"loss":"mse_loss","input":[1],"target":[2]}]}"#
    private static let faulty = #"{"tasks":[{"loss":"mse","input":[1],"target":[2]}]}"#

    @Test("a request on each line is answered by a line, a faulty one by its problem with the number of the line")
    func lines() throws {
        let input = "\(Self.good)\n\n\(Self.faulty)\r\n{\n\(Self.good)"
        let finished = try BuiltBinary.run(["evaluate", "-"], input: Data(input.utf8))
        #expect(finished.status == 2)
        #expect(finished.errors.isEmpty)
        let answers = try finished.output.split(separator: UInt8(ascii: "\n")).map { try JSONTree($0) }
        #expect(answers.map { $0["total"]?["loss"]?.double } == [1, nil, nil, 1])
        #expect(answers.map { $0["line"]?.double } == [nil, 3, 4, nil])
        #expect(answers.map { $0["status"]?.double } == [nil, 422, 400, nil])
        #expect(answers[2]["detail"]?.text?.hasPrefix("line 4, column 2: ") == true)
        #expect(answers[2]["errors"]?[0]?["line"]?.double == 4)
        // The first line may be the faulty one.
        let first = try BuiltBinary.run(["evaluate", "-"], input: Data("\(Self.faulty)\n\(Self.good)\n".utf8))
        #expect(first.status == 2 && first.errors.isEmpty)
        #expect(first.output.split(separator: UInt8(ascii: "\n")).count == 2)
        // So may it be one that is cut off.
        let cut = try BuiltBinary.run(
            ["evaluate", "-"], input: Data("{\"tasks\":[\n\(Self.good)\n\(Self.good)\n".utf8))
        #expect(cut.status == 2 && cut.errors.isEmpty)
        #expect(cut.output.split(separator: UInt8(ascii: "\n")).count == 3)
        let good = try BuiltBinary.run(["evaluate", "-"], input: Data("\(Self.good)\n\(Self.good)\n\n".utf8))
        #expect(good.status == 0)
        #expect(good.output.split(separator: UInt8(ascii: "\n")).count == 2)
    }

    @Test("a request laid out over several lines is one request", arguments: ["evaluate", "weights"])
    func laidOut(command: String) throws {
        let body =
            command == "evaluate"
            ? Self.good.replacing(":[", with: ":\n[") : "{\n\"tasks\": [\"a\"],\n\"strategy\": \"mean\"\n}\n"
        let finished = try BuiltBinary.run([command, "-", "--pretty"], input: Data(body.utf8))
        #expect(finished.status == 0, "\(finished.errors)")
        #expect(String(decoding: finished.output, as: UTF8.self).contains("\": "))
        #expect(try JSONTree(finished.output).members.isEmpty == false)
        let faulty = try BuiltBinary.run([command, "-"], input: Data((body + "x").utf8))
        #expect(faulty.status == 2 && faulty.output.isEmpty)
        #expect(try JSONTree(Data(faulty.errors.utf8))["line"] == nil)
    }

    @Test("places in a request are those in its file, blank lines included")
    func places() throws {
        for (text, place) in [
            ("\n\n{\"tasks\":[\n{\"loss\":nope}]}", (22, 4, 10)), ("{\"tasks\":[", (10, 1, 11)),
            ("{\"tasks\":[\n", (11, 2, 1)),
            ("[\n 1,\n ]", (7, 3, 2)),
        ] {
            let finished = try BuiltBinary.run(["evaluate", "-"], input: Data(text.utf8))
            let error = try JSONTree(Data(finished.errors.utf8))["errors"]?[0]
            #expect(error?["offset"]?.double == Double(place.0), "\(text)")
            #expect(error?["line"]?.double == Double(place.1) && error?["column"]?.double == Double(place.2), "\(text)")
        }
    }

    @Test("a line is answered before the next is written")
    func stream() throws {
        let process = Process()
        process.executableURL = BuiltBinary.url
        process.arguments = ["evaluate", "-"]
        let (input, output) = (Pipe(), Pipe())
        process.standardInput = input
        process.standardOutput = output
        try process.run()
        for body in [Self.good, Self.faulty, Self.good] {
            try input.fileHandleForWriting.write(contentsOf: Data("\(body)\n".utf8))
            var line = Data()
            while line.last != UInt8(ascii: "\n") {
                let part = output.fileHandleForReading.availableData
                try #require(!part.isEmpty)
                line += part
            }
            #expect(try JSONTree(line)["line"]?.double == (body == Self.faulty ? 2 : nil))
        }
        try input.fileHandleForWriting.close()
        process.waitUntilExit()
        #expect(process.terminationStatus == 2)
    }

    @Test("lossd weights and lossd strategies answer what the paths answer")
    func weights() throws {
        let body = #"{"tasks":["a","b"],"strategy":"mean"}"#
        let weighed = try BuiltBinary.run(["weights", "-"], input: Data(body.utf8))
        #expect(try JSONTree(weighed.output)["weights"]?["a"]?.double == 0.5)
        #expect(try JSONTree(try BuiltBinary.run(["strategies"]).output)["strategies"]?.elements.isEmpty == false)
        #expect(try JSONTree(try BuiltBinary.run(["strategies", "UPGrad"]).output)["name"]?.text == "upgrad")
        let unknown = try BuiltBinary.run(["strategies", "up_grad"])
        #expect(unknown.status == 2 && unknown.output.isEmpty)
        #expect(unknown.errors.contains("did you mean upgrad?"))
    }

    @Test(
        "output that cannot be written is an error",
        arguments: [
            ["evaluate", "-"], ["losses"], ["losses", "mse_loss"], ["losses", "--markdown"], ["strategies"],
            ["token", "x"], ["check-config"], ["version"], ["--version"], ["--help"], ["help", "serve"],
        ])
    func full(arguments: [String]) throws {
        let command = ([BuiltBinary.url.path] + arguments).map { "'\($0)'" }.joined(separator: " ")
        for target in [">/dev/full", ">&-"] {
            let finished = try BuiltBinary.finish(
                URL(filePath: "/bin/sh"), ["-c", "\(command) \(target)"], input: Data(Self.good.utf8))
            #expect(finished.status == 74, "\(target)")
            #expect(finished.errors.hasPrefix("lossd: cannot write to standard output: "), "\(finished.errors)")
            // A token whose line was lost is not shown.
            #expect(finished.errors.split(separator: "\n").count == 1, "\(finished.errors)")
        }
    }

    @Test("an unknown first word lists the commands, and the one that may be meant")
    func unknownCommand() throws {
        let near = try BuiltBinary.run(["evalute", "-"])
        #expect(near.status == 64)
        #expect(near.errors.contains("did you mean evaluate?") && near.errors.contains("strategies, healthcheck"))
        let far = try BuiltBinary.run(["bake"])
        #expect(far.status == 64)
        #expect(far.errors.contains("there is no command \"bake\"; there are serve, check-config"))
        #expect(far.errors.split(separator: "\n").count == 1)
        for word in ["help", "version", "losses"] { #expect(try BuiltBinary.run([word]).status == 0) }
    }

    @Test("completions are there for three shells", arguments: ["bash", "zsh", "fish"])
    func completions(shell: String) throws {
        let finished = try BuiltBinary.run(["--generate-completion-script", shell])
        #expect(finished.status == 0)
        #expect(String(decoding: finished.output, as: UTF8.self).contains("max-held-bytes"))
        // Whatever the settings are.
        let again = try BuiltBinary.run(
            ["--generate-completion-script", shell], environment: ["LOSSD_CONFIG": "/nowhere"])
        #expect(again.output == finished.output)
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
