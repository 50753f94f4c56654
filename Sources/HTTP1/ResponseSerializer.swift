// Responses to bytes. A value; does no I/O.

import Exchange

/// An answer with all that its framing depends on.
struct Response: Sendable {
    var answer: Answer
    /// The fields that go with every answer to the request.
    var fields: [AnswerField]
    let requestID: RequestID
    /// Whether the connection stays open after the response.
    let keepsAlive: Bool
    /// Whether the client uses HTTP/1.0, which must be told that a connection stays open.
    let isOldClient: Bool
    /// Whether the body is sent, which that of a HEAD is not.
    let sendsBody: Bool
    /// When the request was whole, if the client wants to know how long it took.
    var timedSince: UInt64?
}

/// Writes the header sections of responses.
struct ResponseSerializer {
    /// The value of the field Server; `nil` for no such field.
    let server: String?

    /// The interim response that asks for a body.
    static let continuation = Array("HTTP/1.1 100 Continue\r\n\r\n".utf8)

    /// The status line and the header section.
    ///
    /// - Parameters:
    ///   - response: what they are of.
    ///   - date: the value of the field Date.
    ///   - now: the time.
    ///   - more: how many bytes there is room for behind them.
    /// - Returns: their bytes.
    func head(_ response: Response, date: String, now: UInt64, room more: Int = 0) -> [UInt8] {
        let answer = response.answer
        var text: [UInt8] = []
        text.reserveCapacity(384 + more)
        text.append(contentsOf: "HTTP/1.1 ".utf8)
        Self.append(answer.status, to: &text)
        text.append(UInt8(ascii: " "))
        text.append(contentsOf: Self.reasonPhrase(answer.status).utf8)
        text.append(contentsOf: "\r\n".utf8)
        Self.append(.date, date, to: &text)
        if let server { Self.append(.server, server, to: &text) }
        for field in answer.fields { Self.append(field.name, field.value, to: &text) }
        for field in response.fields { Self.append(field.name, field.value, to: &text) }
        if let start = response.timedSince {
            Self.append(.preferenceApplied, ServerTiming.preference, to: &text)
            Self.append(
                .serverTiming, ServerTiming.value(answer.note.stages, total: now > start ? now - start : 0), to: &text)
        }
        text.append(contentsOf: FieldName.requestID.spelling.utf8)
        text.append(contentsOf: ": ".utf8)
        response.requestID.append(to: &text)
        text.append(contentsOf: "\r\n".utf8)
        // RFC 9110 §8.6: none on a status that has no body by its nature.
        if answer.status != 204, answer.status != 304 {
            text.append(contentsOf: "Content-Length: ".utf8)
            Self.append(answer.byteCount, to: &text)
            text.append(contentsOf: "\r\n".utf8)
        }
        if !response.keepsAlive {
            Self.append(.connection, "close", to: &text)
        } else if response.isOldClient {
            Self.append(.connection, "keep-alive", to: &text)
        }
        text.append(contentsOf: "\r\n".utf8)
        return text
    }

    private static func append(_ name: FieldName, _ value: String, to text: inout [UInt8]) {
        text.append(contentsOf: name.spelling.utf8)
        text.append(contentsOf: ": ".utf8)
        text.append(contentsOf: value.utf8)
        text.append(contentsOf: "\r\n".utf8)
    }

    private static func append(_ number: Int, to text: inout [UInt8]) {
        if number >= 10 { append(number / 10, to: &text) }
        text.append(UInt8(ascii: "0") + UInt8(number % 10))
    }

    /// The reason phrases of RFC 9110 §15 and RFC 6585 for the statuses that lossd sends.
    static func reasonPhrase(_ status: Int) -> String {
        switch status {
        case 200: "OK"
        case 204: "No Content"
        case 400: "Bad Request"
        case 401: "Unauthorized"
        case 403: "Forbidden"
        case 404: "Not Found"
        case 405: "Method Not Allowed"
        case 408: "Request Timeout"
        case 411: "Length Required"
        case 413: "Content Too Large"
        case 414: "URI Too Long"
        case 415: "Unsupported Media Type"
        case 417: "Expectation Failed"
        case 422: "Unprocessable Content"
        case 431: "Request Header Fields Too Large"
        case 500: "Internal Server Error"
        case 501: "Not Implemented"
        case 503: "Service Unavailable"
        case 505: "HTTP Version Not Supported"
        default: ""
        }
    }
}
