// A listener and its streams, without HTTP: what goes in comes out, and the end is seen.

import TestSupport
import Testing
import Transport

@Suite("Streams")
struct StreamTests {
    /// Sends back what it receives; used on its loop only.
    private final class Echo: StreamDelegate, @unchecked Sendable {
        private let stream: Stream

        init(_ stream: Stream) {
            self.stream = stream
            stream.open(self)
        }

        func received(_ bytes: ArraySlice<UInt8>) {
            stream.write(Array(bytes))
            stream.setReading(!stream.hasOutput)
        }

        func receivedEnd() {
            if !stream.hasOutput { stream.close() }
        }

        func flushed() {
            stream.setReading(true)
        }

        func handshakeFailed(_ reason: String) {}
        func closed() {}
        func tick(_ now: UInt64) {}
    }

    @Test("what is written arrives, a little or a lot", arguments: [5, 5_000_000])
    func echo(size: Int) throws {
        let loop = try EventLoop(workers: try WorkerPool(threads: 1))
        let port = try ListeningPort(try SocketAddress(host: "127.0.0.1", port: 0))
        loop.async {
            _ = Listener.start(port, on: loop) { stream in
                _ = Echo(stream)
                return true
            }
        }
        let client = try #require(RawClient(port: port.address.port))
        let text = String(repeating: "x", count: size - 1) + "."
        // In pieces, each read back before the next, so that neither side waits for the other for ever.
        var rest = Substring(text)
        while !rest.isEmpty {
            let piece = rest.prefix(100_000)
            client.send(String(piece))
            #expect(client.receive(count: piece.utf8.count).utf8.count == piece.utf8.count)
            rest = rest.dropFirst(piece.count)
        }
        client.finishSending()
        #expect(client.receive().ended)
    }

    @Test("a probe gets an answer, or the reason why there is none")
    func probe() throws {
        let port = try ListeningPort(try SocketAddress(host: "127.0.0.1", port: 0))
        let address = port.address
        // There is no accept: the system takes the connection, and no answer comes.
        #expect(throws: SystemError.self) { try Probe.exchange([address], [1], seconds: 1) }
        port.close()
        #expect {
            _ = try Probe.exchange([address], [1], seconds: 1)
        } throws: { error in
            "\(error)".contains("refused")
        }
    }
}
