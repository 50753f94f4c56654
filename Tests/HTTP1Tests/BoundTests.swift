// Bounds of a live server that are not the clock's: what is refused early, given up, or too much at once.

import Compression
import Exchange
import Foundation
import HTTP1
import Synchronization
import TestSupport
import Testing
import Transport

// One after the other: some of them take every descriptor that there is.
@Suite("Bounds of the server", .serialized)
struct BoundTests {
    /// Counts refusals by their reason.
    private final class Reasons: ServerObserver {
        let counts = Mutex<[RequestFailure.Reason: Int]>([:])
        func refused(_ reason: RequestFailure.Reason) { counts.withLock { $0[reason, default: 0] += 1 } }
    }

    /// A server that wants no body for /unwanted.
    private static func start(
        _ reasons: Reasons = Reasons(), _ change: (inout ServerLimits) -> Void = { _ in }
    ) throws -> Server {
        var limits = ServerLimits.forTests
        limits.drainRequestSeconds = 0
        change(&limits)
        let application = Application.answering(observer: reasons, unwanted: "/unwanted") { head, body in
            .answer(Answer(200, [], Array("\(head.target) \(body.count).".utf8)))
        }
        return try Server(
            address: try SocketAddress(host: "127.0.0.1", port: 0), loops: 1, limits: limits, application: application)
    }

    @Test(
        "a body that is not wanted is refused before it comes, and the connection ends",
        arguments: [
            "Content-Length: 5000000\r\nExpect: 100-continue\r\n", "Content-Length: 5000000\r\n",
            "Transfer-Encoding: chunked\r\n",
        ])
    func unwanted(fields: String) async throws {
        let reasons = Reasons()
        let server = try Self.start(reasons)
        let refused = try connect(to: server)
        refused.send("POST /unwanted HTTP/1.1\r\nHost: x\r\nX-Request-ID: me\r\n\(fields)\r\n")
        let (text, ended) = refused.receive()
        #expect(text.hasPrefix("HTTP/1.1 401 ") && text.contains("X-Request-ID: me\r\n") && text.hasSuffix("unwanted."))
        #expect(ended)
        #expect(reasons.counts.withLock { $0 } == [.unwanted: 1])
        let wanted = try connect(to: server)
        wanted.send("POST /wanted HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\nExpect: 100-continue\r\n\r\n")
        #expect(wanted.receive(until: "\r\n\r\n").text == "HTTP/1.1 100 Continue\r\n\r\n")
        await drain(server)
    }

    @Test("a connection on which too much waits behind a request ends after its answer")
    func pipelinedBytes() async throws {
        let server = try Self.start { $0.pipelinedBytes = 200 }
        let few = String(repeating: "GET /p HTTP/1.1\r\nHost: x\r\n\r\n", count: 5)
        let patient = try connect(to: server)
        patient.send(few)
        patient.finishSending()
        #expect(patient.receive().text.components(separatedBy: "/p 0.").count == 6)
        let flood = try connect(to: server)
        flood.send(few + few)
        let (text, ended) = flood.receive()
        #expect(text.components(separatedBy: "/p 0.").count == 2)
        #expect(text.contains("Connection: close\r\n") && ended)
        await drain(server)
    }

    @Test("a body that could never be read within the memory of all requests is refused for good")
    func readingMemory() async throws {
        let reasons = Reasons()
        let server = try Self.start(reasons) { $0.heldBytes = 1_000_000 }
        func answer(_ size: Int) throws -> String {
            let client = try connect(to: server)
            client.send("POST /w HTTP/1.1\r\nHost: x\r\nContent-Length: \(size)\r\n\r\n")
            client.send([UInt8](repeating: 0x20, count: size))
            return client.receive(until: ".").text
        }
        for _ in 0..<3 {
            #expect(try answer(120_000).hasPrefix("HTTP/1.1 200 "))
            #expect(try answer(130_000).hasPrefix("HTTP/1.1 413 "))
        }
        #expect(reasons.counts.withLock { $0 } == [.heldBytes: 3])
        await drain(server)
    }

    @Test("a compressed body counts by what it inflates to")
    func inflatedMemory() async throws {
        let server = try Self.start { $0.heldBytes = 1_000_000 }
        let body = try #require(Deflater.deflate([UInt8](repeating: 0x20, count: 900_000), as: .gzip))
        let client = try connect(to: server)
        client.send("POST /w HTTP/1.1\r\nHost: x\r\nContent-Encoding: gzip\r\nContent-Length: \(body.count)\r\n\r\n")
        client.send(body)
        #expect(client.receive(until: "all requests.").text.hasPrefix("HTTP/1.1 413 "))
        await drain(server)
    }

    @Test("thousands of connections are held, and each is answered")
    func thousands() async throws {
        let limit = DescriptorLimit.raise()
        let server = try Self.start()
        // Both ends are in this process.
        let clients = try (0..<min(3_000, (limit - 200) / 2)).map { _ in try connect(to: server) }
        for round in 0..<2 {
            for client in clients { client.send("GET /\(round) HTTP/1.1\r\nHost: x\r\n\r\n") }
            for client in clients { #expect(client.receive(until: "/\(round) 0.").text.hasPrefix("HTTP/1.1 200")) }
        }
        await drain(server)
    }
}
