// One table of requests: each is parsed whole, cut at every byte, and byte by byte, always to the same events.

@testable import HTTP1
import HTTPTypes
import Testing

@Suite("The request parser")
struct RequestParserTests {
    /// The events of pieces that arrive one after the other.
    private func events(_ pieces: [ArraySlice<UInt8>]) -> [String] {
        var parser = RequestParser(limits: RawRequests.limits)
        var events: [String] = []
        for piece in pieces {
            parser.append(piece)
            while let event = parser.next() {
                switch event {
                case .bodyAhead(_, let expectsContinue): if expectsContinue { events.append("continue") }
                case .pause: break
                case .failure(let failure, _):
                    events.append("\(failure.status)")
                    return events
                case .request(let request):
                    let body = String(decoding: request.body, as: UTF8.self)
                    let head =
                        "\(request.head.method) \(request.head.path ?? "") \(request.keepsAlive ? "keep" : "close")"
                    events.append(body.isEmpty ? head : "\(head) \(body)")
                }
            }
        }
        return events
    }

    @Test("a text is parsed to its events, however it is cut", arguments: RawRequests.cases)
    func parse(_ example: RawRequests.Case) {
        let bytes = Array(example.text.utf8)
        #expect(events([bytes[...]]) == example.events)
        for cut in 0...bytes.count {
            #expect(events([bytes[..<cut], bytes[cut...]]) == example.events, "cut at \(cut)")
        }
        #expect(events(bytes.indices.map { bytes[$0...$0] }) == example.events, "byte by byte")
    }

    @Test("a text that ends early is no request", arguments: RawRequests.cases.filter { $0.events.count == 1 })
    func incomplete(_ example: RawRequests.Case) {
        guard example.events[0].contains(" "), !example.description.contains("HTTP/1.0") else { return }
        let bytes = Array(example.text.utf8)
        for end in 0..<bytes.count { #expect(events([bytes[..<end]]).isEmpty, "ends at \(end)") }
    }

    @Test("a body is asked for once, and only from a client that waits")
    func expectation() {
        let head = "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\nExpect: 100-Continue\r\n\r\n"
        #expect(events([Array(head.utf8)[...]]) == ["continue"])
        #expect(events([Array(head.utf8)[...], Array("ab".utf8)[...]]) == ["continue", "POST / keep ab"])
        #expect(events([Array((head + "ab").utf8)[...]]) == ["POST / keep ab"])
        #expect(events([Array((head + "a").utf8)[...], Array("b".utf8)[...]]) == ["POST / keep ab"])
        let empty = head.replacing("Length: 2", with: "Length: 0")
        #expect(events([Array(empty.utf8)[...]]) == ["POST / keep"])
        let large = head.replacing("Length: 2", with: "Length: 200")
        #expect(events([Array(large.utf8)[...]]) == ["413"])
    }

    @Test("fields keep their names, values and order")
    func fields() throws {
        var parser = RequestParser()
        parser.append(Array("GET / HTTP/1.1\r\nHost: a\r\nX-One: 1\r\nx-two:  2, 3 \r\nX-One: é\r\n\r\n".utf8)[...])
        guard case .request(let request)? = parser.next() else {
            Issue.record("no request")
            return
        }
        let one = try #require(HTTPField.Name("x-one"))
        #expect(request.head.headerFields[values: one].first == "1")
        #expect(request.head.headerFields[values: one].count == 2)
        #expect(request.head.headerFields[try #require(HTTPField.Name("X-Two"))] == "2, 3")
    }

    @Test("the fields that were read are known when a request fails")
    func failureFields() {
        var parser = RequestParser(limits: RawRequests.limits)
        parser.append(Array("POST / HTTP/1.1\r\nHost: a\r\nX-Request-ID: abc\r\nContent-Length: 101\r\n\r\n".utf8)[...])
        guard case .failure(let failure, let head)? = parser.next() else {
            Issue.record("no failure")
            return
        }
        #expect(failure.status == 413)
        #expect(RequestID.identifier(of: head?.headerFields ?? [:]) == "abc")
    }

    @Test("after a failure nothing more is parsed")
    func afterFailure() {
        var parser = RequestParser()
        parser.append(Array("GARBAGE\r\n\r\nGET / HTTP/1.1\r\nHost: a\r\n\r\n".utf8)[...])
        guard case .failure? = parser.next() else {
            Issue.record("no failure")
            return
        }
        if parser.next() != nil { Issue.record("something was parsed") }
    }

    @Test("what was parsed is forgotten, whatever the pieces")
    func memory() {
        // Every piece ends within the next request, so that the buffer is never empty.
        let request = Array("GET /\(String(repeating: "x", count: 5_000)) HTTP/1.1\r\nHost: a\r\n\r\n".utf8)
        var buffer = LineBuffer()
        buffer.append(request[..<100])
        for _ in 0..<1_000 {
            buffer.append(request[100...])
            buffer.append(request[..<100])
            for _ in 0..<3 {
                guard case .line = buffer.nextLine(limit: 10_000) else {
                    Issue.record("no line")
                    return
                }
            }
            #expect(buffer.heldBytes < 3 * request.count)
        }
    }

    @Test("progress tells idle, header and body apart")
    func progress() {
        var parser = RequestParser()
        #expect(parser.progress == .idle)
        let steps: [(String, RequestParser.Progress)] = [
            ("G", .header), ("ET / HTTP/1.1\r\n", .header), ("Host: a\r\nContent-Length: 2\r\n", .header),
            ("\r\n", .body),
            ("a", .body), ("b", .idle),
        ]
        for (text, expected) in steps {
            parser.append(Array(text.utf8)[...])
            _ = parser.next()
            #expect(parser.progress == expected, "after \(text.debugDescription)")
        }
    }
}
