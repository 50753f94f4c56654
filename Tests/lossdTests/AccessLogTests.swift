// A serving lossd writes a line for each request.

import Foundation
import TestSupport
import Testing

@Suite("The log of a serving lossd")
struct AccessLogTests {
    /// The lines that a server logs while `client` talks to it.
    private func lines(_ arguments: [String] = [], _ talk: (RawClient) throws -> Void) throws -> [JSONTree] {
        let pipe = Pipe()
        let server = try ServingBinary(arguments, output: pipe.fileHandleForWriting)
        try talk(try #require(RawClient(port: UInt16(server.port))))
        #expect(server.stop() == 0)
        try pipe.fileHandleForWriting.close()
        let text = String(decoding: pipe.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        return try text.split(separator: "\n").map { try JSONTree(Array($0.utf8)) }
    }

    @Test("requests are logged with their identifier, route and trace, never with what they hold")
    func requests() throws {
        let trace = "4bf92f3577b34da6a3ce929d0e0e4736"
        let lines = try lines { client in
            client.send("GET /livez HTTP/1.1\r\nHost: x\r\n\r\n")
            _ = client.receive(until: "}")
            let fields = "X-Request-ID: mine-1\r\ntraceparent: 00-\(trace)-00f067aa0ba902b7-01\r\n"
            client.send("GET /v1/losses/mse_loss?secret=1 HTTP/1.1\r\nHost: x\r\n\(fields)\r\n")
            _ = client.receive(until: "}]}}")
            client.send("GET /no\"where HTTP/1.1\r\nHost: x\r\ntraceparent: 00-0-0-01\r\n\r\n")
            _ = client.receive(until: "}]}")
            client.send("BREW / HTTP/1.1\r\nHost: x\r\n\r\n")
            _ = client.receive()
        }
        #expect(lines.count == 3)
        #expect(lines[0]["request_id"] == .string("mine-1"))
        #expect(lines[0]["trace_id"] == .string(trace))
        #expect(lines[0]["route"] == .string("/v1/losses/{name}"))
        #expect(lines[0]["method"] == .string("GET"))
        #expect(lines[0]["status"] == .number(200))
        #expect(lines[0]["bytes_in"] == .number(0))
        #expect(try #require(lines[0]["bytes_out"]?.double) > 100)
        #expect(lines[0]["remote"]?.text?.hasPrefix("127.0.0.1:") == true)
        // Computed on the loop, and no less measured for that.
        #expect(try #require(lines[0]["duration_ms"]?.double) > 0)
        #expect(lines[1]["status"] == .number(404))
        #expect(lines[1]["route"] == .string(""))
        #expect(lines[1]["trace_id"] == nil)
        #expect(lines[2]["status"] == .number(501))
        #expect(lines.allSatisfy { $0["request_id"]?.text?.isEmpty == false })
    }

    @Test(
        "only requests of the level are logged",
        arguments: [
            (["--log-requests", "all"], [200.0, 404]),
            (["--log-requests", "slow", "--slow-seconds", "0"], [200, 404]),
            (["--log-requests", "slow"], [404]), (["--log-requests", "failed", "--slow-seconds", "0"], [404]),
            (["--log-requests", "off"], []),
        ])
    func levels(arguments: [String], statuses: [Double]) throws {
        let lines = try lines(arguments) { client in
            client.send("GET /version HTTP/1.1\r\nHost: x\r\n\r\n")
            _ = client.receive(until: "}")
            client.send("GET /nowhere HTTP/1.1\r\nHost: x\r\n\r\n")
            _ = client.receive(until: "}]}")
        }
        #expect(lines.compactMap { $0["status"]?.double } == statuses)
    }

    @Test("nothing is logged where nothing is wanted")
    func off() throws {
        let lines = try lines(["--log-format", "off"]) { client in
            client.send("GET /version HTTP/1.1\r\nHost: x\r\n\r\n")
            _ = client.receive(until: "}")
        }
        #expect(lines.isEmpty)
    }
}
