// Responses as bytes: what every response carries, and what some must not.

@testable import HTTP1
import HTTPTypes
import Testing

@Suite("The response serializer")
struct ResponseSerializerTests {
    private func text(
        _ status: HTTPResponse.Status, _ fields: HTTPFields = [:], count: Int = 3, keepsAlive: Bool = true,
        isOldClient: Bool = false
    ) -> String {
        let serializer = ResponseSerializer(date: "now", keepsAlive: keepsAlive, isOldClient: isOldClient)
        return String(
            decoding: serializer.head(HTTPResponse(status: status, headerFields: fields), bodyCount: count),
            as: UTF8.self)
    }

    @Test("a response has a status line, a date, its fields and a length")
    func plain() {
        #expect(
            text(.ok, [.contentType: "application/json"])
                == "HTTP/1.1 200 OK\r\nDate: now\r\nContent-Type: application/json\r\nContent-Length: 3\r\n\r\n")
    }

    @Test("a response without a body by its nature has no length")
    func bodiless() {
        #expect(text(.noContent, count: 0) == "HTTP/1.1 204 No Content\r\nDate: now\r\n\r\n")
        #expect(!text(.notModified, count: 0).contains("Content-Length"))
    }

    @Test("the end of a connection is announced, and its life to those who do not expect it")
    func connection() {
        #expect(text(.ok, keepsAlive: false).contains("\r\nConnection: close\r\n"))
        #expect(text(.ok, isOldClient: true).contains("\r\nConnection: keep-alive\r\n"))
        #expect(!text(.ok).contains("Connection"))
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

    @Test("a request identifier is the client's if it is sane, and random otherwise")
    func identifiers() {
        #expect(RequestID.identifier(of: [RequestID.field: "aZ09._-"]) == "aZ09._-")
        for given in ["", "a b", "a\"b", "é", String(repeating: "x", count: 129)] {
            let identifier = RequestID.identifier(of: [RequestID.field: given])
            #expect(identifier != given && identifier.count == 16)
        }
        #expect(RequestID.random() != RequestID.random())
    }
}
