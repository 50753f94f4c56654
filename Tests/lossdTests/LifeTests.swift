// The life of a serving lossd under load, and at the end of its descriptors.

import Foundation
import Synchronization
import TestSupport
import Testing

@Suite("The life of a serving lossd")
struct LifeTests {
    private static let body = #"{"tasks":[{"loss":"mse_loss","input":[1,2],"target":[0,0]}]}"#
    private static let request =
        "POST /v1/evaluate HTTP/1.1\r\nHost: x\r\nContent-Length: \(body.utf8.count)\r\n\r\n\(body)"

    /// What all clients saw.
    private final class Tally: Sendable {
        let answered = Atomic(0)
        let lost = Atomic(0)
        let isOver = Atomic(false)
    }

    /// Asks without pause; a client that is let go connects again, until the port is closed.
    private static func askOn(_ port: UInt16, _ tally: Tally) {
        while !tally.isOver.load(ordering: .relaxed), let client = RawClient(port: port) {
            var stays = true
            var isFresh = true
            while stays {
                let isSent = client.send(request)
                // Made in the moment when the port was closed: a connection that was not accepted, so no request either.
                let text = client.receive(until: "\"total\":{\"loss\":2.5}}").text
                if isFresh, text.isEmpty { break }
                isFresh = false
                let isWhole = isSent && text.hasPrefix("HTTP/1.1 200 ") && text.hasSuffix("}}")
                if isWhole {
                    tally.answered.add(1, ordering: .relaxed)
                } else {
                    tally.lost.add(1, ordering: .relaxed)
                }
                stays = isWhole && !text.contains("Connection: close\r\n")
            }
        }
    }

    @Test("signals that follow each other closely neither end the process nor are lost, with a log and without")
    func manySignals() throws {
        for format in ["json", "off"] {
            let server = try ServingBinary(["--log-format", format])
            for _ in 0..<200 { server.signal(SIGHUP) }
            let client = try #require(RawClient(port: UInt16(server.port)))
            client.send("GET /livez HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
            #expect(client.receive().text.hasPrefix("HTTP/1.1 200"))
            server.signal(SIGHUP)
            #expect(server.stop() == 0)
        }
    }

    @Test("no answer is lost or cut when it is stopped while clients ask without pause")
    func restart() throws {
        let server = try ServingBinary()
        let port = UInt16(server.port)
        let tally = Tally()
        // Threads of their own: these clients wait all the time.
        let asking = DispatchGroup()
        for _ in 0..<8 {
            asking.enter()
            Thread.detachNewThread {
                Self.askOn(port, tally)
                asking.leave()
            }
        }
        while tally.answered.load(ordering: .relaxed) < 200 { usleep(1000) }
        #expect(server.stop() == 0)
        tally.isOver.store(true, ordering: .relaxed)
        #expect(asking.wait(timeout: .now() + 20) == .success)
        #expect(tally.answered.load(ordering: .relaxed) > 100)
        #expect(tally.lost.load(ordering: .relaxed) == 0)
    }

    @Test("without free descriptors it serves those it has, and others when some are free again")
    func descriptors() throws {
        // A shell sets the limit that lossd then inherits, and cannot raise.
        let server = try ServingBinary(["--loops", "1"], limit: 64)
        let port = UInt16(server.port)
        var clients = try (0..<90).map { _ in try #require(RawClient(port: port, timeoutSeconds: 2)) }
        var served: [RawClient] = []
        for client in clients {
            client.send("GET /livez HTTP/1.1\r\nHost: x\r\n\r\n")
            if served.count < 10, client.receive(until: "}").text.hasPrefix("HTTP/1.1 200") { served.append(client) }
            if served.count == 10 { break }
        }
        #expect(served.count == 10)
        for client in served {
            client.send("GET /livez HTTP/1.1\r\nHost: x\r\n\r\n")
            #expect(client.receive(until: "}").text.hasPrefix("HTTP/1.1 200"))
        }
        clients = []
        served = []
        let late = try #require(RawClient(port: port))
        late.send("GET /livez HTTP/1.1\r\nHost: x\r\n\r\n")
        #expect(late.receive(until: "}").text.hasPrefix("HTTP/1.1 200"))
        #expect(server.stop() == 0)
    }
}
