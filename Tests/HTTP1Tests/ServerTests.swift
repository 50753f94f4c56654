// A live server against clients that send bytes as they please.

import Exchange
import Foundation
import HTTP1
import TestSupport
import Testing
import Transport

// One after the other: they watch the clock.
@Suite("The server", .serialized)
struct ServerTests {
    /// A server that answers with the method, the path and the length of the body; /slow waits at a gate.
    private static func start(
        _ gate: Gate = Gate(), _ change: (inout ServerLimits) -> Void = { _ in }
    ) throws -> Server {
        var limits = ServerLimits.forTests
        change(&limits)
        let application = Application.answering { head, body in
            let size = head.target.hasPrefix("/large/") ? Int(head.target.dropFirst(7)) : nil
            let text = "\(head.method.rawValue) \(head.target) \(body.count)."
            let answer = Answer(
                200, [], size.map { Array(repeating: UInt8(ascii: "x"), count: $0) } ?? Array(text.utf8))
            return head.target == "/slow" ? .slow(answer, gate) : .answer(answer)
        }
        return try Server(
            address: try SocketAddress(host: "127.0.0.1", port: 0), loops: 1, limits: limits, application: application)
    }

    @Test("an answer has a date, an identifier and a length, and the connection stays")
    func keepAlive() async throws {
        let server = try Self.start()
        let client = try connect(to: server)
        for _ in 0..<3 {
            client.send("GET /a HTTP/1.1\r\nHost: x\r\nX-Request-ID: me\r\n\r\n")
            let answer = client.receive(until: "GET /a 0.").text
            #expect(answer.hasPrefix("HTTP/1.1 200 OK\r\nDate: "))
            #expect(answer.contains("\r\nX-Request-ID: me\r\n"))
            #expect(answer.contains("\r\nContent-Length: 9\r\n"))
        }
        await drain(server)
        #expect(client.receive().ended)
    }

    @Test("pipelined requests are answered in their order, slow ones and those behind them too")
    func pipelining() async throws {
        let gate = Gate()
        gate.open(1)
        let server = try Self.start(gate)
        let client = try connect(to: server)
        let slow = "POST /slow HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\n\r\nz"
        let requests = (0..<20).map { "GET /\($0) HTTP/1.1\r\nHost: x\r\n\r\n" }.joined()
        client.send(slow + requests)
        let text = client.receive(until: "GET /19 0.").text
        let bodies = text.components(separatedBy: "\r\n\r\n").dropFirst().map { $0.components(separatedBy: ".")[0] }
        #expect(Array(bodies) == ["POST /slow 1"] + (0..<20).map { "GET /\($0) 0" })
        await drain(server)
    }

    @Test(
        "bodies arrive by length and in chunks, in pieces, on the loop and off it",
        arguments: [1, 40_000, 3_000_000])
    func bodies(size: Int) async throws {
        let server = try Self.start()
        let client = try connect(to: server)
        let body = Array(repeating: UInt8(ascii: "b"), count: size)
        client.send("POST /l HTTP/1.1\r\nHost: x\r\nContent-Length: \(size)\r\n\r\n")
        client.send(body)
        #expect(client.receive(until: "POST /l \(size).").text.hasPrefix("HTTP/1.1 200"))
        client.send("POST /c HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n\(String(size, radix: 16))\r\n")
        client.send(body)
        client.send("\r\n0\r\n\r\n")
        #expect(client.receive(until: "POST /c \(size).").text.hasPrefix("HTTP/1.1 200"))
        await drain(server)
    }

    @Test("a client that waits to be asked for its body is asked")
    func continuation() async throws {
        let server = try Self.start()
        let client = try connect(to: server)
        client.send("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\nExpect: 100-continue\r\n\r\n")
        #expect(client.receive(until: "\r\n\r\n").text == "HTTP/1.1 100 Continue\r\n\r\n")
        client.send("ab")
        #expect(client.receive(until: "POST / 2.").text.hasPrefix("HTTP/1.1 200"))
        await drain(server)
    }

    @Test("HEAD is answered without a body, with the length of the one that GET has")
    func head() async throws {
        let server = try Self.start()
        let client = try connect(to: server)
        client.send("HEAD /h HTTP/1.1\r\nHost: x\r\n\r\nGET /g HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
        let text = client.receive().text
        let answers = text.components(separatedBy: "\r\n\r\n")
        #expect(answers.count == 3)
        #expect(answers[0].contains("Content-Length: 10"))
        #expect(answers[2] == "GET /g 0.")
        await drain(server)
    }

    @Test(
        "a refused request is answered, and the connection ends",
        arguments: [
            ("GARBAGE\r\n\r\n", 400), ("GET / HTTP/2.0\r\nHost: x\r\n\r\n", 505),
            ("BREW / HTTP/1.1\r\nHost: x\r\n\r\n", 501),
            ("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 5000\r\n\r\n", 413),
            ("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 5000\r\nExpect: 100-continue\r\n\r\n", 413),
            ("GET / HTTP/1.1\r\nHost: x\r\nA: \(String(repeating: "x", count: 40_000))\r\n\r\n", 431),
            ("GET /\(String(repeating: "x", count: 9_000)) HTTP/1.1\r\nHost: x\r\n\r\n", 414),
            ("POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: gzip\r\n\r\n", 400),
            ("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nExpect: x\r\n\r\n", 417),
        ])
    func refusals(request: String, status: Int) async throws {
        let server = try Self.start { $0.bodyBytes = 1000 }
        let client = try connect(to: server)
        client.send(request)
        let (text, ended) = client.receive()
        #expect(text.hasPrefix("HTTP/1.1 \(status) "))
        #expect(text.contains("\r\nConnection: close\r\n"))
        #expect(text.contains("\r\nX-Request-ID: "))
        #expect(text.contains("refused: "))
        #expect(ended)
        await drain(server)
    }

    @Test("a client that goes on sending what was refused can still read why")
    func refusalWhileSending() async throws {
        let server = try Self.start { $0.bodyBytes = 1000 }
        let client = try connect(to: server)
        client.send("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 5000000\r\n\r\n")
        client.send(Array(repeating: 0x61, count: 5_000_000))
        client.finishSending()
        #expect(client.receive().text.hasPrefix("HTTP/1.1 413 "))
        await drain(server)
    }

    @Test("a client that has said its last word still gets its answer")
    func halfClosed() async throws {
        let gate = Gate()
        gate.open(1)
        let server = try Self.start(gate) { $0.inlineBodyBytes = 0 }
        for request in [
            "GET /a HTTP/1.1\r\nHost: x\r\n\r\n", "POST /slow HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\n\r\na",
            "GET /large/1000000 HTTP/1.1\r\nHost: x\r\n\r\n",
        ] {
            let client = try connect(to: server)
            client.send(request)
            client.finishSending()
            let (text, ended) = client.receive()
            #expect(text.hasPrefix("HTTP/1.1 200 "))
            #expect(text.hasSuffix(".") || text.hasSuffix("xxx"))
            #expect(ended)
        }
        let cut = try connect(to: server)
        cut.send("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\nab")
        cut.finishSending()
        #expect(cut.receive().text.hasPrefix("HTTP/1.1 400 "))
        await drain(server)
    }

    @Test("an answer that the client reads slowly arrives whole, and what was pipelined behind it")
    func slowReader() async throws {
        let server = try Self.start()
        let client = try connect(to: server)
        client.send(
            "GET /large/20000000 HTTP/1.1\r\nHost: x\r\n\r\nGET /next HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
        let first = client.receive(count: 1000)
        let (rest, ended) = client.receive()
        let text = first + rest
        #expect(ended)
        #expect(text.hasSuffix("GET /next 0."))
        #expect(text.utf8.count > 20_000_000)
        await drain(server)
    }

    @Test("HTTP/1.0 ends after an answer, unless it asks to stay")
    func oldClients() async throws {
        let server = try Self.start()
        let client = try connect(to: server)
        client.send("GET /1 HTTP/1.0\r\nConnection: keep-alive\r\n\r\n")
        #expect(client.receive(until: "GET /1 0.").text.contains("\r\nConnection: keep-alive\r\n"))
        client.send("GET /2 HTTP/1.0\r\n\r\n")
        let (text, ended) = client.receive()
        #expect(text.contains("GET /2 0.") && ended)
        await drain(server)
    }

    @Test("a client that sends too slowly gets a 408, an idle one is closed")
    func timeouts() async throws {
        let server = try Self.start {
            $0.headerSeconds = 0.3
            $0.bodySeconds = 0.3
            $0.idleSeconds = 0.3
        }
        let header = try connect(to: server)
        header.send("GET / HTTP/1.1\r\n")
        let body = try connect(to: server)
        body.send("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\nab")
        let idle = try connect(to: server)
        #expect(header.receive().text.hasPrefix("HTTP/1.1 408 "))
        #expect(body.receive().text.hasPrefix("HTTP/1.1 408 "))
        let (text, ended) = idle.receive()
        #expect(text.isEmpty && ended)
        await drain(server)
    }

    @Test("a long answer is computed off the loop, which serves others meanwhile")
    func slowAndFast() async throws {
        let gate = Gate()
        let server = try Self.start(gate)
        let (slow, fast) = (try connect(to: server), try connect(to: server))
        slow.send("GET /slow HTTP/1.1\r\nHost: x\r\n\r\n")
        #expect(gate.waitForArrivals(1))
        fast.send("GET /f HTTP/1.1\r\nHost: x\r\n\r\n")
        #expect(fast.receive(until: "GET /f 0.").text.hasPrefix("HTTP/1.1 200"))
        gate.open(1)
        #expect(slow.receive(until: "GET /slow 0.").text.hasPrefix("HTTP/1.1 200"))
        await drain(server)
    }

    @Test("a refused HEAD is answered without a body")
    func refusedHead() async throws {
        let server = try Self.start()
        let client = try connect(to: server)
        client.send("HEAD / HTTP/1.1\r\n\r\n")
        let text = client.receive().text
        #expect(text.hasPrefix("HTTP/1.1 400 ") && text.hasSuffix("\r\n\r\n"))
        await drain(server)
    }

    @Test("no more connections are held than the limit: the one that is idle longest makes room for another")
    func idleConnections() async throws {
        let server = try Self.start { $0.connections = 2 }
        let request = "GET /h HTTP/1.1\r\nHost: x\r\n\r\n"
        let (oldest, other) = (try connect(to: server), try connect(to: server))
        for client in [oldest, other] {
            client.send(request)
            #expect(client.receive(until: "GET /h 0.").text.hasPrefix("HTTP/1.1 200"))
        }
        let new = try connect(to: server)
        new.send(request)
        #expect(new.receive(until: "GET /h 0.").text.hasPrefix("HTTP/1.1 200"))
        #expect(oldest.receive().ended)
        other.send(request)
        #expect(other.receive(until: "GET /h 0.").text.hasPrefix("HTTP/1.1 200"))
        // However many silent ones there are, one that asks is answered.
        let silent = try (0..<20).map { _ in try connect(to: server) }
        let late = try connect(to: server)
        late.send(request)
        #expect(late.receive(until: "GET /h 0.").text.hasPrefix("HTTP/1.1 200"))
        withExtendedLifetime(silent) {}
        await drain(server)
    }

    @Test("a client that holds most of the connections makes room, not one that has been idle for longer")
    func idleConnectionsOfOthers() async throws {
        var limits = ServerLimits.forTests
        limits.connections = 4
        let application = Application.answering { _, _ in .answer(Answer(200, [], Array("here.".utf8))) }
        let server = try Server(
            address: try SocketAddress(host: "::", port: 0), loops: 1, limits: limits, application: application)
        func ask(_ client: RawClient) -> Bool {
            client.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n")
            return client.receive(until: "here.").text.hasPrefix("HTTP/1.1 200")
        }
        // The first is idle for the longest time, and alone of its address.
        let single = try #require(RawClient(port: server.address.port, ipv6: true))
        #expect(ask(single))
        var flood: [RawClient] = []
        for _ in 0..<20 {
            flood.append(try #require(RawClient(port: server.address.port)))
            #expect(ask(flood[flood.count - 1]))
        }
        #expect(ask(single))
        // Of the flood, the last three are left.
        #expect(flood.dropLast(3).allSatisfy { $0.receive().ended })
        #expect(flood.suffix(3).allSatisfy(ask))
        await drain(server)
    }

    @Test("connections beyond the limit wait while all of them are busy")
    func busyConnections() async throws {
        let gate = Gate()
        let server = try Self.start(gate) { $0.connections = 2 }
        let busy = [try connect(to: server), try connect(to: server)]
        for client in busy { client.send("GET /slow HTTP/1.1\r\nHost: x\r\n\r\n") }
        #expect(gate.waitForArrivals(2))
        let waiting = try connect(to: server)
        waiting.send("GET /w HTTP/1.1\r\nHost: x\r\n\r\n")
        gate.open(1)
        #expect(waiting.receive(until: "GET /w 0.").text.hasPrefix("HTTP/1.1 200"))
        gate.open(1)
        await drain(server)
    }

    @Test("an address has no more connections than its limit, until it gives some back")
    func connectionsPerAddress() async throws {
        let server = try Self.start { $0.connectionsPerAddress = 2 }
        let request = "GET /a HTTP/1.1\r\nHost: x\r\n\r\n"
        var held = [try connect(to: server), try connect(to: server)]
        for client in held {
            client.send(request)
            #expect(client.receive(until: "GET /a 0.").text.hasPrefix("HTTP/1.1 200"))
        }
        for _ in 0..<3 {
            let third = try connect(to: server)
            third.send(request)
            // Closed or reset, whichever the client sees first, and at once.
            let start = EventLoop.now
            #expect(third.receive().text.isEmpty)
            #expect(EventLoop.now - start < 1_000_000_000)
        }
        held.removeFirst()
        // Until the server has seen that it is gone.
        var text = ""
        for _ in 0..<1000 where text.isEmpty {
            let next = try connect(to: server)
            next.send(request)
            text = next.receive(until: "GET /a 0.").text
        }
        #expect(text.hasPrefix("HTTP/1.1 200"))
        await drain(server)
    }

    @Test("a connection ends after as many requests as it may have")
    func requestsPerConnection() async throws {
        let server = try Self.start { $0.requestsPerConnection = 2 }
        let client = try connect(to: server)
        client.send(String(repeating: "GET /r HTTP/1.1\r\nHost: x\r\n\r\n", count: 3))
        let (text, ended) = client.receive()
        #expect(text.components(separatedBy: "GET /r 0.").count == 3)
        #expect(text.components(separatedBy: "Connection: close").count == 2)
        #expect(ended)
        await drain(server)
    }

    /// Whether a client is answered 503 within a second.
    private static func isRefused(_ client: RawClient) -> Bool {
        client.wait(seconds: 1) && client.receive().text.hasPrefix("HTTP/1.1 503 ")
    }

    @Test("bodies that are too much together are refused, others are served, and it passes")
    func heldBytes() async throws {
        let server = try Self.start { $0.heldBytes = 1_000_000 }
        let post = "POST /p HTTP/1.1\r\nHost: x\r\nContent-Length: 700000\r\n\r\n"
        let part = String(repeating: "x", count: 600_000)
        let (first, second) = (try connect(to: server), try connect(to: server))
        first.send(post + part)
        second.send(post + part)
        // One of them is refused, whichever is read last.
        let (kept, refused) = Self.isRefused(second) ? (first, second) : (second, first)
        #expect(refused === second || Self.isRefused(first))
        let small = try connect(to: server)
        small.send("POST /s HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\nab")
        #expect(small.receive(until: "POST /s 2.").text.hasPrefix("HTTP/1.1 200"))
        kept.send(String(repeating: "x", count: 100_000))
        #expect(kept.receive(until: "POST /p 700000.").text.hasPrefix("HTTP/1.1 200"))
        // What was held was given back, also by the one that was refused.
        for _ in 0..<5 {
            let again = try connect(to: server)
            again.send(post + String(repeating: "x", count: 700_000))
            #expect(again.receive(until: "POST /p 700000.").text.hasPrefix("HTTP/1.1 200"))
        }
        await drain(server)
    }

    @Test("requests beyond those that may be processed are refused at once, and the connection stays")
    func waitingAnswers() async throws {
        let gate = Gate()
        let server = try Self.start(gate) { $0.waitingAnswers = 2 }
        let slow = [try connect(to: server), try connect(to: server)]
        for client in slow { client.send("GET /slow HTTP/1.1\r\nHost: x\r\n\r\n") }
        #expect(gate.waitForArrivals(2))
        let other = try connect(to: server)
        other.send("GET /slow HTTP/1.1\r\nHost: x\r\n\r\n")
        #expect(other.receive(until: "try again.").text.hasPrefix("HTTP/1.1 503 "))
        other.send("GET /f HTTP/1.1\r\nHost: x\r\n\r\n")
        #expect(other.receive(until: "GET /f 0.").text.hasPrefix("HTTP/1.1 200"))
        gate.open(3)
        for client in slow { #expect(client.receive(until: "GET /slow 0.").text.hasPrefix("HTTP/1.1 200")) }
        other.send("GET /slow HTTP/1.1\r\nHost: x\r\n\r\n")
        #expect(other.receive(until: "GET /slow 0.").text.hasPrefix("HTTP/1.1 200"))
        await drain(server)
    }

    @Test("draining ends idle connections, finishes what is under way, and takes no more")
    func draining() async throws {
        let gate = Gate()
        let server = try Self.start(gate) { $0.drainRequestSeconds = 0.5 }
        let unfinished = try connect(to: server)
        unfinished.send("GET /u HTTP/1.1\r\n")
        let idle = try connect(to: server)
        let busy = try connect(to: server)
        busy.send("POST /slow HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\n\r\na")
        #expect(gate.waitForArrivals(1))
        let (drained, continuation) = AsyncStream<Void>.makeStream()
        server.drain { continuation.finish() }
        // Refused, not left waiting for an answer that never comes.
        #expect(RawClient(port: server.address.port) == nil)
        gate.open(1)
        let (text, ended) = busy.receive()
        #expect(text.contains("POST /slow 1."))
        #expect(text.contains("\r\nConnection: close\r\n"))
        #expect(ended)
        #expect(idle.receive().ended)
        #expect(unfinished.receive().text.hasPrefix("HTTP/1.1 503 "))
        for await _ in drained {}
        #expect(RawClient(port: server.address.port) == nil)
    }

    @Test("IPv6 is listened on, and one address for both families")
    func ipv6() async throws {
        let application = Application.answering { _, _ in .answer(Answer(200, [], Array("six.".utf8))) }
        for host in ["::1", "::"] {
            let server = try Server(
                address: try SocketAddress(host: host, port: 0), loops: 2, application: application)
            #expect("\(server.address)".hasPrefix("[\(host)]:"))
            for isSix in host == "::" ? [true, false] : [true] {
                let client = try #require(RawClient(port: server.address.port, ipv6: isSix))
                client.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n")
                #expect(client.receive(until: "six.").text.hasPrefix("HTTP/1.1 200"))
            }
            await drain(server)
        }
    }

    @Test("an address that is in use is an error that says so")
    func addressInUse() async throws {
        let server = try Self.start()
        #expect {
            _ = try Server(
                address: server.address, loops: 1,
                application: .answering { _, _ in .answer(Answer(200)) })
        } throws: { error in
            "\(error)".contains("in use")
        }
        await drain(server)
    }

    @Test("clients that vanish at any byte leave nothing behind")
    func vanishing() async throws {
        let server = try Self.start()
        let request = "POST /v HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\n\r\nabc"
        for end in 0...request.utf8.count {
            let client = try connect(to: server)
            client.send(String(decoding: request.utf8.prefix(end), as: UTF8.self))
        }
        let last = try connect(to: server)
        last.send(request)
        #expect(last.receive(until: "POST /v 3.").text.hasPrefix("HTTP/1.1 200"))
        // Draining waits for every connection: it ends only when all of them are gone.
        await drain(server)
    }

    @Test("many connections at once are all answered")
    func manyConnections() async throws {
        let server = try Self.start()
        let clients = try (0..<500).map { _ in try connect(to: server) }
        for client in clients { client.send("GET /m HTTP/1.1\r\nHost: x\r\n\r\n") }
        for client in clients { #expect(client.receive(until: "GET /m 0.").text.hasPrefix("HTTP/1.1 200")) }
        await drain(server)
    }
}
