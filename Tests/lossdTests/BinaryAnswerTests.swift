// Large answers in binary: the same bytes from a file, over a plain connection, compressed, and over TLS.

import Foundation
import TestSupport
import Testing

@Suite("Large answers in binary")
struct BinaryAnswerTests {
    private func curl(_ url: String, _ arguments: [String]) throws -> Data {
        let finished = try BuiltBinary.finish(
            URL(filePath: "/usr/bin/curl"),
            ["--silent", "--show-error", "--fail", "--max-time", "120", "--http1.1"] + arguments + [url])
        #expect(finished.errors == "")
        return finished.output
    }

    @Test("the bytes are the same over every path", arguments: ["float32", "float64"])
    func everyPath(dtype: String) throws {
        let certificates = try Certificates()
        try certificates.make("server")
        // 400 000 losses and as many slopes of two inputs: some megabytes, and one short tensor between long ones.
        let column = (0..<500).map { "[0.\($0)]" }.joined(separator: ",")
        let row = (0..<800).map { "1.\($0)" }.joined(separator: ",")
        let long = (0..<120_000).map { "0.\($0)" }.joined(separator: ",")
        let tasks = [
            #"{"loss":"mse_loss","input":[\#(column)],"target":[\#(row)],"options":{"reduction":"none"}}"#,
            #"{"loss":"l1_loss","input":[1,2],"target":[0,0]}"#,
            #"{"loss":"mse_loss","input":[\#(long)],"target":0,"gradients":["input"]}"#,
        ]
        let request = certificates.path("request.json")
        try Data("{\"dtype\":\"\(dtype)\",\"tasks\":[\(tasks.joined(separator: ","))]}".utf8)
            .write(to: URL(filePath: request))
        let file = certificates.path("answer.safetensors")
        let finished = try BuiltBinary.run(["evaluate", request, "--output", file])
        #expect(finished.status == 0, "\(finished.errors)")
        let expected = try Data(contentsOf: URL(filePath: file))
        #expect(expected.count > 500_000 * (dtype == "float32" ? 4 : 8))

        let arguments = ["--json", "@\(request)", "--header", "Accept: application/vnd.safetensors"]
        let plain = try ServingBinary([])
        let url = "http://127.0.0.1:\(plain.port)/v1/evaluate"
        #expect(try curl(url, arguments) == expected)
        #expect(try curl(url, arguments + ["--compressed"]) == expected)
        // A client that reads slowly fills every buffer on the path.
        #expect(try curl(url, arguments + ["--limit-rate", "8M"]) == expected)
        #expect(plain.stop() == 0)
        let encrypted = try ServingBinary(
            ["--tls-cert", certificates.path("server.pem"), "--tls-key", certificates.path("server.key")])
        let trust = ["--cacert", certificates.path("ca.pem")]
        #expect(try curl("https://localhost:\(encrypted.port)/v1/evaluate", arguments + trust) == expected)
        #expect(encrypted.stop() == 0)
    }
}
