// Responses as bytes: what every response carries, and what some must not.

import Exchange
import Foundation
@testable import HTTP1
import Testing

@Suite("The response serializer")
struct ResponseSerializerTests {
    private func text(
        _ status: Int, _ fields: [AnswerField] = [], common: [AnswerField] = [], count: Int = 3,
        keepsAlive: Bool = true, isOldClient: Bool = false
    ) -> String {
        let response = Response(
            answer: Answer(status, fields, [UInt8](repeating: 0x78, count: count)), fields: common,
            requestID: .given("me"), keepsAlive: keepsAlive, isOldClient: isOldClient, sendsBody: true)
        return String(decoding: ResponseSerializer(server: nil).head(response, date: "now", now: 0), as: UTF8.self)
    }

    @Test("a response has a status line, a date, its fields, an identifier and a length")
    func plain() {
        let answer = text(
            200, [AnswerField(.contentType, "application/json")], common: [AnswerField(.vary, "Origin")], count: 1234)
        #expect(
            answer
                == "HTTP/1.1 200 OK\r\nDate: now\r\nContent-Type: application/json\r\nVary: Origin\r\n"
                + "X-Request-ID: me\r\nContent-Length: 1234\r\n\r\n")
    }

    @Test("a response to a client that wants to know says how long each stage took, and the whole")
    func timing() throws {
        var answer = Answer(200)
        func field(at now: UInt64) -> String? {
            let response = Response(
                answer: answer, fields: [], requestID: .given("me"), keepsAlive: true, isOldClient: false,
                sendsBody: true, timedSince: 1_000_000)
            let text = String(
                decoding: ResponseSerializer(server: nil).head(response, date: "", now: now), as: UTF8.self)
            return text.components(separatedBy: "\r\n").first { $0.hasPrefix("Server-Timing: ") }
        }
        #expect(field(at: 3_500_000) == "Server-Timing: total;dur=2.5")
        #expect(!text(200).contains("Preference-Applied"))
        // A clock that lags behind.
        #expect(field(at: 0) == "Server-Timing: total;dur=0.0")
        var stages = StageTimes(isWanted: true)
        for stage in [Stage.read, .read, .plan, .read, .write] { stages.begin(stage) }
        stages.end()
        stages.end()
        answer.note.stages = stages
        let pattern =
            #/Server-Timing: read;dur=([0-9.]+), plan;dur=([0-9.]+), read;dur=[0-9.]+, write;dur=[0-9.]+, total;dur=2\.5/#
        #expect(try #require(field(at: 3_500_000)).wholeMatch(of: pattern) != nil)
        var unwanted = StageTimes(isWanted: false)
        unwanted.begin(.read)
        unwanted.end()
        #expect(unwanted.entries.isEmpty)
    }

    @Test("a response without a body by its nature has no length")
    func bodiless() {
        #expect(text(204, count: 0) == "HTTP/1.1 204 No Content\r\nDate: now\r\nX-Request-ID: me\r\n\r\n")
        #expect(!text(304).contains("Content-Length"))
        #expect(text(200, count: 0).contains("Content-Length: 0\r\n"))
    }

    @Test("the end of a connection is announced, and to HTTP/1.0 clients that it stays open")
    func connection() {
        #expect(text(200, keepsAlive: false).contains("\r\nConnection: close\r\n"))
        #expect(text(200, isOldClient: true).contains("\r\nConnection: keep-alive\r\n"))
        #expect(!text(200).contains("Connection"))
    }

    @Test(
        "dates are as RFC 9110 writes them",
        arguments: [
            (0, "Thu, 01 Jan 1970 00:00:00 GMT"), (784_111_777, "Sun, 06 Nov 1994 08:49:37 GMT"),
            (951_782_399, "Mon, 28 Feb 2000 23:59:59 GMT"), (4_102_444_800, "Fri, 01 Jan 2100 00:00:00 GMT"),
        ])
    func dates(seconds: Int, expected: String) {
        #expect(HTTPDate.text(seconds) == expected)
    }
}
