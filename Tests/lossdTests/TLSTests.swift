// TLS as other programs speak it: curl, and OpenSSL's own client.

import Foundation
import TestSupport
import Testing

@Suite("TLS")
struct TLSTests {
    private static let body = #"{"tasks":[{"loss":"mse_loss","input":[1,2],"target":[0,0]}]}"#

    private func curl(_ port: Int, _ arguments: [String], path: String = "/v1/evaluate") throws -> Finished {
        try BuiltBinary.finish(
            URL(filePath: "/usr/bin/curl"),
            ["--silent", "--show-error", "--max-time", "120", "--http1.1"] + arguments + [
                "https://localhost:\(port)\(path)"
            ])
    }

    /// What OpenSSL's client prints when it connects, says nothing, and leaves.
    private func client(_ port: Int, _ arguments: [String], input: String = "Q\n") throws -> String {
        let finished = try BuiltBinary.finish(
            URL(filePath: "/usr/bin/openssl"), ["s_client", "-connect", "localhost:\(port)"] + arguments,
            input: Data(input.utf8))
        return String(decoding: finished.output, as: UTF8.self) + finished.errors
    }

    private func serve(_ certificates: Certificates, _ arguments: [String] = [], output: FileHandle? = nil) throws
        -> ServingBinary
    {
        try ServingBinary(
            ["--tls-cert", certificates.path("server.pem"), "--tls-key", certificates.path("server.key")] + arguments,
            output: output)
    }

    private func certificates() throws -> Certificates {
        let certificates = try Certificates()
        try certificates.make("server")
        return certificates
    }

    @Test("requests and answers of every size go through it, in TLS 1.2 and 1.3", arguments: ["1.2", "1.3"])
    func requests(version: String) throws {
        let certificates = try certificates()
        let server = try serve(certificates)
        #expect(server.firstWords.contains("listening on https://"))
        let trust = ["--cacert", certificates.path("ca.pem"), "--tlsv\(version)", "--tls-max", version]
        let small = try curl(server.port, trust + ["--json", Self.body])
        #expect(small.errors.isEmpty)
        #expect(try JSONTree(small.output)["total"]?["loss"]?.double == 2.5)
        // Some megabytes each way, which take many records and fill every buffer.
        let numbers = (0..<400_000).map { "0.\($0)" }.joined(separator: ",")
        let file = certificates.path("large.json")
        try Data("{\"tasks\":[{\"loss\":\"mse_loss\",\"input\":[\(numbers)],\"target\":[\(numbers)]}]}".utf8).write(
            to: URL(filePath: file))
        let large = try curl(server.port, trust + ["--json", "@\(file)"])
        #expect(try JSONTree(large.output)["tasks"]?[0]?["gradients"]?["input"]?.elements.count == 400_000)
        #expect(server.stop() == 0)
    }

    @Test("old versions, and unsupported protocols, are refused")
    func refusals() throws {
        let server = try serve(try certificates())
        #expect(try client(server.port, ["-tls1_1", "-cipher", "ALL:@SECLEVEL=0"]).contains("alert protocol version"))
        #expect(try client(server.port, ["-alpn", "h2"]).contains("no application protocol"))
        #expect(try client(server.port, ["-alpn", "h2,http/1.1"]).contains("ALPN protocol: http/1.1"))
        #expect(try client(server.port, ["-tls1_2", "-cipher", "AES128-SHA"]).contains("handshake failure"))
        // A client without TLS gets no answer, and the connection ends.
        let plain = try #require(RawClient(port: UInt16(server.port)))
        plain.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n")
        let (text, ended) = plain.receive()
        #expect(ended && !text.contains("HTTP"))
        #expect(server.stop() == 0)
    }

    @Test("a session is resumed, in TLS 1.2 and 1.3", arguments: ["-tls1_2", "-tls1_3"])
    func resumption(version: String) throws {
        let certificates = try certificates()
        let server = try serve(certificates)
        let session = certificates.path("session")
        // An answer, since TLS 1.3 gives sessions out after the handshake.
        let request = "GET /livez HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"
        let first = try client(
            server.port, [version, "-sess_out", session, "-quiet", "-no_ign_eof", "-ign_eof"], input: request)
        #expect(first.contains("HTTP/1.1 200"))
        let second = try client(server.port, [version, "-sess_in", session])
        #expect(second.contains("Reused, TLS"))
        #expect(server.stop() == 0)
    }

    @Test("with an authority for clients, only those come in that it vouches for")
    func clientCertificates() throws {
        let certificates = try certificates()
        try certificates.make("client")
        try certificates.make("expired", days: -1)
        try certificates.makeAuthority("other")
        try certificates.make("foreign", authority: "other")
        let pipe = Pipe()
        let server = try serve(
            certificates, ["--tls-client-ca", certificates.path("ca.pem"), "--log-format", "json"],
            output: pipe.fileHandleForWriting)
        let trust = ["--cacert", certificates.path("ca.pem")]
        func status(_ name: String?) throws -> Int32 {
            let own =
                name.map { ["--cert", certificates.path("\($0).pem"), "--key", certificates.path("\($0).key")] } ?? []
            return try curl(server.port, trust + own, path: "/livez").status
        }
        #expect(try status("client") == 0)
        for name in ["expired", "foreign", nil] { #expect(try status(name) != 0, "\(name ?? "none")") }
        #expect(server.stop() == 0)
        try pipe.fileHandleForWriting.close()
        let log = String(decoding: pipe.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        for reason in ["certificate has expired", "unable to get local issuer", "peer did not return a certificate"] {
            #expect(log.contains(reason), "\(reason)")
        }
    }

    @Test("a server's own certificate that is expired or foreign is the client's to refuse")
    func serverCertificates() throws {
        let certificates = try certificates()
        try certificates.makeAuthority("other")
        let trust = ["--cacert", certificates.path("ca.pem")]
        try certificates.make("server", days: -1)
        let expired = try serve(certificates)
        #expect(try curl(expired.port, trust, path: "/livez").errors.contains("expired"))
        try certificates.make("server", authority: "other")
        let foreign = try serve(certificates)
        #expect(try curl(foreign.port, trust, path: "/livez").errors.contains("issuer"))
        #expect(expired.stop() == 0 && foreign.stop() == 0)
    }

    @Test("SIGHUP takes a new certificate, keeps connections, and keeps the old one when the new is none")
    func reload() throws {
        let certificates = try certificates()
        let server = try serve(certificates)
        func subject() throws -> String {
            try client(server.port, []).components(separatedBy: "\n").first { $0.hasPrefix("subject=") } ?? ""
        }
        #expect(try subject().contains("server"))
        // A client that is gone must fail the test, not end it.
        signal(SIGPIPE, SIG_IGN)
        // A connection that stays across both reloads.
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/openssl")
        process.arguments = ["s_client", "-connect", "localhost:\(server.port)", "-quiet"]
        let (input, output) = (Pipe(), Pipe())
        process.standardInput = input
        process.standardOutput = output
        process.standardError = FileHandle.nullDevice
        try process.run()
        func ask() throws -> String {
            input.fileHandleForWriting.write(Data("GET /livez HTTP/1.1\r\nHost: x\r\n\r\n".utf8))
            var text = ""
            while !text.hasSuffix("}") {
                let more = output.fileHandleForReading.availableData
                if more.isEmpty { break }
                text += String(decoding: more, as: UTF8.self)
            }
            return text
        }
        #expect(try ask().hasPrefix("HTTP/1.1 200"))
        try certificates.make("renewed")
        try certificates.copy("renewed", to: "server")
        server.signal(SIGHUP)
        #expect(server.nextWords() == "lossd: reloaded\n")
        #expect(try subject().contains("renewed"))
        #expect(try ask().hasPrefix("HTTP/1.1 200"))
        try Data("nothing".utf8).write(to: URL(filePath: certificates.path("server.pem")))
        server.signal(SIGHUP)
        #expect(server.nextWords().hasPrefix("lossd: not reloaded: the certificate "))
        #expect(try subject().contains("renewed"))
        #expect(try ask().hasPrefix("HTTP/1.1 200"))
        let scrape = try curl(server.port, ["--cacert", certificates.path("ca.pem")], path: "/metrics")
        let metrics = String(decoding: scrape.output, as: UTF8.self)
        #expect(metrics.contains("lossd_last_reload_successful 0\n"))
        let expiry = "lossd_certificate_expiry_timestamp_seconds "
        let line = try #require(metrics.split(separator: "\n").first { $0.hasPrefix(expiry) })
        // Of the certificate in use, which is valid for days.
        #expect(try #require(Double(line.dropFirst(expiry.count))) > Date().timeIntervalSince1970 + 3600)
        process.terminate()
        #expect(server.stop() == 0)
    }

    @Test("an encrypted key is refused in one line, and the old one stays", arguments: [true, false])
    func encryptedKey(traditionally: Bool) throws {
        let certificates = try certificates()
        let server = try serve(certificates)
        try certificates.encryptKey("server", traditionally: traditionally)
        let key = certificates.path("server.key")
        let message = "the key \(key) is encrypted; lossd reads keys without a pass phrase\n"
        server.signal(SIGHUP)
        #expect(server.nextWords() == "lossd: not reloaded: " + message)
        #expect(try client(server.port, []).contains("subject=CN = server"))
        for command in ["check-config", "serve"] {
            let finished = try BuiltBinary.run(
                [command, "--tls-cert", certificates.path("server.pem"), "--tls-key", key])
            #expect(finished.status == 78)
            #expect(finished.errors == "lossd: " + message)
        }
        #expect(server.stop() == 0)
    }

    @Test("a certificate out of its time is a warning, at the start and when it is read again")
    func expired() throws {
        let certificates = try certificates()
        try certificates.make("old", days: -1)
        let server = try serve(certificates)
        #expect(!server.firstWords.contains("expired"))
        try certificates.copy("old", to: "server")
        let warning = "lossd: warning: the certificate \(certificates.path("server.pem")) expired on 20"
        server.signal(SIGHUP)
        var words = ""
        while !words.contains("reloaded") { words += server.nextWords() }
        #expect(words.hasPrefix(warning) && words.hasSuffix("\nlossd: reloaded\n"))
        #expect(server.stop() == 0)
        func check(_ name: String) throws -> Finished {
            try BuiltBinary.run(
                [
                    "check-config", "--tls-cert", certificates.path("\(name).pem"), "--tls-key",
                    certificates.path("\(name).key"),
                ])
        }
        let finished = try check("server")
        #expect(finished.status == 0 && finished.errors.hasPrefix(warning))
        try certificates.makeFuture("next")
        let future = try check("next")
        #expect(future.status == 0)
        #expect(
            future.errors
                == "lossd: warning: the certificate \(certificates.path("next.pem")) is not valid before 2099-01-01\n")
    }

    @Test("a handshake has its time, and others are served meanwhile")
    func slowHandshake() throws {
        let certificates = try certificates()
        let server = try serve(certificates, ["--handshake-seconds", "1"])
        let silent = try #require(RawClient(port: UInt16(server.port)))
        // The beginning of a record that never ends.
        let stuck = try #require(RawClient(port: UInt16(server.port)))
        stuck.send([0x16, 0x03, 0x01, 0x02, 0x00, 0x01])
        #expect(try curl(server.port, ["--cacert", certificates.path("ca.pem")], path: "/livez").status == 0)
        #expect(silent.receive().ended)
        #expect(stuck.receive().ended)
        #expect(server.stop() == 0)
    }

    @Test("bytes that are no TLS, however they are cut, leave the server as it was")
    func garbage() throws {
        let certificates = try certificates()
        let server = try serve(certificates)
        var generator = SeededGenerator(seed: 3)
        for count in 0..<60 {
            let client = try #require(RawClient(port: UInt16(server.port)))
            var bytes = (0..<count * 7).map { _ in UInt8.random(in: 0...255, using: &generator) }
            if bytes.count > 5 { bytes.replaceSubrange(0..<3, with: [0x16, 0x03, 0x01]) }
            client.send(bytes)
            client.finishSending()
            #expect(client.receive().ended)
        }
        #expect(try curl(server.port, ["--cacert", certificates.path("ca.pem")], path: "/livez").status == 0)
        #expect(server.stop() == 0)
    }
}
