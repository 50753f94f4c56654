// Coded bodies through the parser, and which coding an answer gets.

import Compression
import Exchange
@testable import HTTP1
import TestSupport
import Testing

@Suite("Content codings in HTTP")
struct CodedBodyTests {
    private static let text = Array(String(repeating: "[0.25,-1e3],", count: 40).utf8)

    private static func request(
        _ body: [UInt8], coding: String = "gzip", isChunked: Bool = false
    ) -> [UInt8] {
        let head = "POST / HTTP/1.1\r\nHost: a\r\nContent-Encoding: \(coding)\r\n"
        guard isChunked else { return Array("\(head)Content-Length: \(body.count)\r\n\r\n".utf8) + body }
        // In two chunks, where it is long enough.
        let middle = body.count / 2
        let chunks = [body[..<middle], body[middle...]].filter { !$0.isEmpty }
        return Array("\(head)Transfer-Encoding: chunked\r\n\r\n".utf8)
            + chunks.flatMap { Array("\(String($0.count, radix: 16))\r\n".utf8) + $0 + Array("\r\n".utf8) }
            + Array("0\r\n\r\n".utf8)
    }

    /// The body that a parser finds in pieces, or the status that it refuses them with.
    private func outcome(_ pieces: [ArraySlice<UInt8>], _ limits: ServerLimits) -> (body: [UInt8]?, status: Int?) {
        var parser = RequestParser(limits: limits)
        for piece in pieces {
            parser.append(piece)
            while let event = parser.next() {
                switch event {
                case .head(let head, _): #expect(!head.fields.contains(.contentEncoding))
                case .end(let end): return (end.body, nil)
                case .failure(let failure, _): return (nil, failure.status)
                case .pause: break
                }
            }
        }
        return (nil, nil)
    }

    @Test(
        "a coded body arrives plain, however it is framed and cut", arguments: ["gzip", "deflate", "X-GZIP"],
        [false, true])
    func plain(coding: String, isChunked: Bool) throws {
        let compressed = try #require(
            Deflater.deflate(Self.text, as: coding == "deflate" ? .deflate : .gzip))
        let bytes = Self.request(compressed, coding: coding, isChunked: isChunked)
        for cut in 0...bytes.count {
            #expect(outcome([bytes[..<cut], bytes[cut...]], ServerLimits()).body == Self.text, "cut at \(cut)")
        }
        #expect(outcome(bytes.indices.map { bytes[$0...$0] }, ServerLimits()).body == Self.text)
    }

    @Test("a coded body that is none, or cut, or too much, is refused", arguments: [false, true])
    func refusals(isChunked: Bool) throws {
        let compressed = try #require(Deflater.deflate(Self.text, as: .gzip))
        func status(_ body: [UInt8], _ change: (inout ServerLimits) -> Void = { _ in }) -> Int? {
            var limits = ServerLimits()
            change(&limits)
            let bytes = Self.request(body, isChunked: isChunked)
            let whole = outcome([bytes[...]], limits).status
            let single = outcome(bytes.indices.map { bytes[$0...$0] }, limits).status
            #expect(whole == single)
            return whole
        }
        #expect(status(Self.text) == 400)
        #expect(status(compressed.dropLast()) == 400)
        #expect(status(compressed + [0]) == 400)
        #expect(status(compressed) { $0.inflatedBytes = Self.text.count } == nil)
        #expect(status(compressed) { $0.inflatedBytes = Self.text.count - 1 } == 413)
        #expect(status(compressed) { $0.bodyBytes = compressed.count - 1 } == 413)
    }

    @Test("a body that inflates to too many times its bytes is refused early, and in turns")
    func bomb() throws {
        let compressed = try #require(Deflater.deflate([UInt8](repeating: 0, count: 50 << 20), as: .gzip))
        var parser = RequestParser()
        var pauses = 0
        parser.append(Self.request(compressed)[...])
        while let event = parser.next() {
            switch event {
            case .pause:
                pauses += 1
                // Twice what was inflated, in turns of 256 KiB: the list that holds it grows by doubling.
                #expect(parser.heldBytes <= compressed.count * 2 + pauses << 19)
            case .failure(let failure, _):
                #expect(failure.status == 413 && failure.reason == .inflation)
                // Level 1 reaches some 225 times; the first megabyte is free.
                #expect(pauses > 4)
                return
            case .head: break
            case .end: Issue.record("it was accepted")
            }
        }
        Issue.record("nothing came of it")
    }

    @Test("what a body has inflated to counts after each turn, before the client sends more")
    func countedTurns() throws {
        let compressed = try #require(Deflater.deflate([UInt8](repeating: 0, count: 30 << 20), as: .gzip))
        var limits = ServerLimits()
        limits.heldBytes = 4 << 20
        let dialogue = DrivenDialogue(.answering { _, _ in .answer(Answer(200, [], [])) }, limits)
        dialogue.receive(Self.request(compressed))
        #expect(dialogue.takeActions().contains("413 close"))
    }

    @Test(
        "the coding that a client prefers is taken",
        arguments: [
            (nil, nil, false), ("", nil, false), ("gzip", "gzip", false), ("GZIP", "gzip", false),
            ("gzip, deflate, br", "gzip", false), ("deflate", "deflate", false), ("gzip;q=0", nil, false),
            ("gzip;q=0.5, deflate;q=0.8", "deflate", false), ("gzip;q=0.5, identity", nil, false),
            ("gzip, identity", "gzip", false), ("*", "gzip", false), ("*;q=0", nil, true),
            ("gzip;q=0, *", "deflate", false), ("identity;q=0, gzip;q=0.1", "gzip", true), ("br, zstd", nil, false),
            ("gzip ; q=1.0", "gzip", false), ("x-gzip", "gzip", false), ("gzip;q=x", nil, false),
        ] as [(String?, String?, Bool)])
    func preference(field: String?, coding: String?, isRequired: Bool) {
        let accepted = AcceptedCoding(field)
        #expect(accepted.coding?.rawValue == coding)
        #expect(accepted.isRequired == isRequired)
    }

    @Test("an answer is coded when that is worth it, and says so to caches")
    func answers() throws {
        func coded(_ field: String?, from minimum: Int) -> (fields: [AnswerField], body: [UInt8]) {
            var (answer, fields) = (Answer(200, [], Self.text), [AnswerField]())
            AcceptedCoding(field).apply(to: &answer, &fields, from: minimum)
            return (fields, answer.body)
        }
        let gzip = coded("gzip", from: 100)
        #expect(gzip.fields[.contentEncoding] == "gzip" && gzip.fields[.vary] == "Accept-Encoding")
        #expect(gzip.body.count < Self.text.count / 4)
        let plain = coded(nil, from: 100)
        #expect(plain.fields[.vary] == "Accept-Encoding" && plain.body == Self.text)
        let small = coded("gzip", from: 1000)
        #expect(small.body == Self.text && small.fields.isEmpty)
        #expect(coded("gzip, identity;q=0", from: 1000).body != Self.text)
    }
}
