// Responses to bytes. A value; does no I/O.

package import HTTPTypes

/// How one response is framed.
package struct ResponseSerializer {
    /// The text of the Date field.
    package let date: String
    /// Whether the connection stays open after the response.
    package let keepsAlive: Bool
    /// Whether the client speaks HTTP/1.0, which must be told that a connection stays open.
    package let isOldClient: Bool

    /// What the field Server says; `nil` for no such field.
    package let server: String?

    package init(date: String, server: String? = nil, keepsAlive: Bool, isOldClient: Bool = false) {
        self.date = date
        self.server = server
        self.keepsAlive = keepsAlive
        self.isOldClient = isOldClient
    }

    /// The interim response that asks for a body.
    package static let continuation = Array("HTTP/1.1 100 Continue\r\n\r\n".utf8)

    /// The status line and the header section; `bodyCount` is the length of the body, sent or not.
    package func head(_ response: HTTPResponse, bodyCount: Int) -> [UInt8] {
        var text: [UInt8] = []
        text.reserveCapacity(256)
        let reason = response.status.reasonPhrase
        text.append(contentsOf: "HTTP/1.1 \(response.status.code) \(reason)\r\n".utf8)
        Self.append("Date", date, to: &text)
        if let server { Self.append("Server", server, to: &text) }
        for field in response.headerFields { Self.append(field.name.rawName, field.value, to: &text) }
        // RFC 9110 §8.6: none on a status that has no body by its nature.
        if response.status.code != 204, response.status.code != 304 {
            Self.append("Content-Length", String(bodyCount), to: &text)
        }
        if !keepsAlive {
            Self.append("Connection", "close", to: &text)
        } else if isOldClient {
            Self.append("Connection", "keep-alive", to: &text)
        }
        text.append(contentsOf: "\r\n".utf8)
        return text
    }

    private static func append(_ name: String, _ value: String, to text: inout [UInt8]) {
        text.append(contentsOf: name.utf8)
        text.append(contentsOf: ": ".utf8)
        text.append(contentsOf: value.utf8)
        text.append(contentsOf: "\r\n".utf8)
    }
}
