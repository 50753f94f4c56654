// The table of requests against a live server: the same events as the parser alone, as whole answers.

import Exchange
import Glibc
@testable import HTTP1
import TestSupport
import Testing
import Transport

@Suite("The table of requests, live")
struct LiveRequestTests {
    private static let server: Server? = {
        var limits = RawRequests.limits
        limits.lingerSeconds = 0.5
        let application = Application.answering(refusal: { _ in "refused." }) { head, body in
            let text = "\(head.method.rawValue) \(head.target) \(String(decoding: body, as: UTF8.self))."
            return .answer(Answer(200, [], Array(text.utf8)))
        }
        guard let address = try? SocketAddress(host: "127.0.0.1", port: 0) else { return nil }
        return try? Server(address: address, loops: 2, limits: limits, application: application)
    }()

    /// All that comes back, with what differs from run to run taken out.
    private func answers(_ bytes: [UInt8], cutAt cut: Int) throws -> String {
        let port = try #require(Self.server?.address.port)
        let client = try #require(RawClient(port: port))
        client.send(Array(bytes[..<cut]))
        if cut > 0 { usleep(100) }
        client.send(Array(bytes[cut...]))
        client.finishSending()
        let (text, ended) = client.receive()
        #expect(ended)
        let lines = text.split(separator: "\r\n", omittingEmptySubsequences: false)
        return lines.map { line in
            if line.hasPrefix("Date: "), line.hasSuffix(" GMT"), line.utf8.count == 35 { return "Date: *" }
            if line.hasPrefix("X-Request-ID: "), line.utf8.count == 30 { return "X-Request-ID: *" }
            return String(line)
        }.joined(separator: "\r\n")
    }

    /// The answer to an event of the parser, to the byte.
    private func answer(to event: String, isOldClient: Bool) -> String {
        let words = event.split(separator: " ", maxSplits: 3).map(String.init)
        let status = Int(words[0]) ?? 200
        let isRefused = words.count == 1
        let body = isRefused ? "refused." : "\(words[0]) \(words[1]) \(words.count > 3 ? words[3] : "")."
        var connection = ""
        if isRefused || words[2] == "close" {
            connection = "Connection: close\r\n"
        } else if isOldClient {
            connection = "Connection: keep-alive\r\n"
        }
        return "HTTP/1.1 \(status) \(ResponseSerializer.reasonPhrase(status))\r\nDate: *\r\nX-Request-ID: *\r\n"
            + "Content-Length: \(body.utf8.count)\r\n\(connection)\r\n\(body)"
    }

    @Test("a text gets its exact answers, wherever it is cut", arguments: RawRequests.cases)
    func answers(_ example: RawRequests.Case) throws {
        let isOldClient = example.text.contains("HTTP/1.0")
        let expected = example.events.map { answer(to: $0, isOldClient: isOldClient) }.joined()
        let bytes = Array(example.text.utf8)
        for cut in 0...bytes.count {
            let found = try answers(bytes, cutAt: cut)
            #expect(found == expected, "cut at \(cut)")
            if found != expected { return }
        }
    }
}
