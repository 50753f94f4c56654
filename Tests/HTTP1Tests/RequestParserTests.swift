// One table of requests: each is parsed whole, cut at every byte, and byte by byte, always to the same events.

import Exchange
@testable import HTTP1
import Testing

@Suite("The request parser")
struct RequestParserTests {
    /// The events of pieces that arrive one after the other.
    private func events(_ pieces: [ArraySlice<UInt8>]) -> [String] {
        var parser = RequestParser(limits: RawRequests.limits)
        var events: [String] = []
        var current: RequestHead?
        for piece in pieces {
            parser.append(piece)
            while let event = parser.next() {
                switch event {
                case .head(let head, let expectsContinue):
                    current = head
                    if expectsContinue { events.append("continue") }
                case .pause: break
                case .failure(let failure, _):
                    events.append("\(failure.status)")
                    return events
                case .end(let end):
                    let body = String(decoding: end.body, as: UTF8.self)
                    let method = current?.method.rawValue ?? ""
                    let head = "\(method) \(current?.target ?? "") \(end.keepsAlive ? "keep" : "close")"
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

    /// Single requests that end with their last byte.
    private static let whole = RawRequests.cases.filter {
        $0.events.count == 1 && $0.events[0].contains(" ") && !$0.description.contains("HTTP/1.0")
    }

    @Test("a text that ends early is no request", arguments: whole)
    func incomplete(_ example: RawRequests.Case) {
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
    func fields() {
        var parser = RequestParser()
        parser.append(Array("GET / HTTP/1.1\r\nHost: a\r\nX-One: 1\r\naccept:  2, 3  \r\nAccept: é\r\n\r\n".utf8)[...])
        guard case .head(let head, _)? = parser.next() else {
            Issue.record("no request")
            return
        }
        #expect(head.fields.count == 4)
        #expect(head.fields[.host] == "a" && head.fields[.accept] == "2, 3, é")
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
        #expect(head?.requestID == .given("abc"))
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
            while parser.next() != nil {}
            #expect(parser.progress == expected, "after \(text.debugDescription)")
        }
    }
}
