// The request line and the fields of one request, checked line by line.

import Compression
import HTTPTypes

/// The header section of a request.
struct RequestHead {
    /// How the end of the body is known.
    enum Framing: Equatable {
        case none
        case length(Int)
        case chunked
    }

    private(set) var request: HTTPRequest
    let minorVersion: Int
    private(set) var framing = Framing.none
    private(set) var keepsAlive: Bool
    private(set) var expectsContinue = false
    /// How the body is coded, if that is a way that is spoken; the application sees the body without it.
    private(set) var coding: ContentCoding?
    private var fieldCount = 0
    private var lengths: [[UInt8]] = []
    private var hosts = 0

    /// - Throws: 400, 414, 501 or 505.
    init(requestLine line: ArraySlice<UInt8>, targetLimit: Int) throws(RequestFailure) {
        let parts = line.split(separator: UInt8(ascii: " "), omittingEmptySubsequences: false)
        guard parts.count == 3 else {
            throw RequestFailure(400, "a request line is a method, a target and a version, one space apart")
        }
        let methodText = String(decoding: parts[0], as: UTF8.self)
        guard let method = HTTPRequest.Method(rawValue: methodText) else {
            throw RequestFailure(400, "the method is not a token")
        }
        minorVersion = try Self.minorVersion(parts[2])
        guard parts[1].count <= targetLimit else {
            throw RequestFailure(414, "the request target is longer than \(targetLimit) bytes", .headerSize)
        }
        guard Self.known.contains(method) else {
            throw RequestFailure(501, "the method \(methodText) is not implemented", .notSpoken)
        }
        keepsAlive = minorVersion > 0
        request = HTTPRequest(
            method: method, scheme: "http", authority: nil, path: try Self.path(parts[1], method))
    }

    private static let known: [HTTPRequest.Method] = [
        .get, .head, .post, .put, .delete, .connect, .options, .trace, .patch,
    ]

    private static func minorVersion(_ text: ArraySlice<UInt8>) throws(RequestFailure) -> Int {
        let text = Array(text)
        let isVersion =
            text.count == 8 && text.starts(with: "HTTP/".utf8) && text[6] == UInt8(ascii: ".")
            && [text[5], text[7]].allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
        guard isVersion else { throw RequestFailure(400, "the request line does not end with a version of HTTP") }
        guard text[5] == UInt8(ascii: "1") else {
            throw RequestFailure(505, "HTTP/1.1 and HTTP/1.0 are spoken here", .notSpoken)
        }
        return Int(text[7] - UInt8(ascii: "0"))
    }

    /// The path and query of a target in origin, absolute or asterisk form.
    private static func path(
        _ target: ArraySlice<UInt8>, _ method: HTTPRequest.Method
    ) throws(RequestFailure) -> String {
        guard !target.isEmpty, target.allSatisfy({ $0 > 0x20 && $0 < 0x7F }) else {
            throw RequestFailure(400, "the request target holds bytes that a URI cannot")
        }
        let text = String(decoding: target, as: UTF8.self)
        // RFC 9110 §4.2.5: a fragment is never sent.
        guard !text.contains("#") else { throw RequestFailure(400, "the request target holds a fragment") }
        if text.hasPrefix("/") || (text == "*" && method == .options) || method == .connect { return text }
        let scheme = ["http://", "https://"].first { text.prefix($0.count).lowercased() == $0 }
        guard let scheme else {
            throw RequestFailure(400, "the request target is neither a path nor an http URI")
        }
        let rest = text.dropFirst(scheme.count)
        let authority = rest.prefix { $0 != "/" && $0 != "?" }
        guard !authority.isEmpty else { throw RequestFailure(400, "the request target names no host") }
        let path = rest.dropFirst(authority.count)
        return path.hasPrefix("/") ? String(path) : "/\(path)"
    }

    /// Takes in one field.
    ///
    /// - Throws: 400 or 431.
    mutating func add(fieldLine line: ArraySlice<UInt8>, limit: Int) throws(RequestFailure) {
        fieldCount += 1
        guard fieldCount <= limit else { throw RequestFailure(431, "more than \(limit) header fields", .headerSize) }
        let (name, value) = try Self.field(line)
        if name == .contentLength { lengths.append(Array(value)) }
        if name == Self.host {
            hosts += 1
            guard value.allSatisfy(Self.isHostByte) else { throw RequestFailure(400, "the field Host names no host") }
        }
        if Self.framing.contains(name), value.contains(where: { $0 >= 0x80 }) {
            // Letters beyond ASCII can fold to ASCII ones, and make two readers see two things.
            throw RequestFailure(400, "the field \(name) holds bytes beyond ASCII")
        }
        request.headerFields.append(HTTPField(name: name, lenientValue: Array(value)))
    }

    /// Checks the form of a field that comes after the body.
    ///
    /// - Throws: 400.
    static func check(trailer line: ArraySlice<UInt8>) throws(RequestFailure) {
        _ = try field(line)
    }

    private static let host = HTTPField.Name("Host")
    private static let framing: [HTTPField.Name] = [.transferEncoding, .contentLength, .connection, .expect]

    /// RFC 3986 §3.2: what a host and a port are made of; who a user is has no place in Host (RFC 9110 §7.2).
    private static func isHostByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"):
            true
        default: "-._~!$&'()*+;=:[]%".utf8.contains(byte)
        }
    }

    private static func field(
        _ line: ArraySlice<UInt8>
    ) throws(RequestFailure) -> (name: HTTPField.Name, value: ArraySlice<UInt8>) {
        guard line.first != 0x20, line.first != 0x09 else {
            throw RequestFailure(400, "a field that goes on in the next line is obsolete")
        }
        guard let colon = line.firstIndex(of: UInt8(ascii: ":")),
            let name = HTTPField.Name(String(decoding: line[..<colon], as: UTF8.self))
        else { throw RequestFailure(400, "a field line does not begin with a name and a colon") }
        let value = trimmed(line[(colon + 1)...])
        // RFC 9110 §5.5: CR, LF and NUL can make another reader see something else.
        guard value.allSatisfy({ ($0 >= 0x20 && $0 != 0x7F) || $0 == 0x09 }) else {
            throw RequestFailure(400, "the field \(name) holds control characters")
        }
        return (name, value)
    }

    private static func trimmed(_ value: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        var value = value.drop { $0 == 0x20 || $0 == 0x09 }
        while let last = value.last, last == 0x20 || last == 0x09 { value.removeLast() }
        return value
    }

    /// Settles what the fields say together: framing, persistence, expectation.
    ///
    /// - Throws: 400, 413, 417 or 501.
    mutating func finish(bodyLimit: Int) throws(RequestFailure) {
        // RFC 9112 §3.2: a request without Host, or with two, is refused.
        guard hosts == 1 || (hosts == 0 && minorVersion == 0) else {
            throw RequestFailure(400, hosts == 0 ? "the field Host is missing" : "the field Host stands twice")
        }
        try settleFraming(bodyLimit)
        settleCoding()
        let connection = (request.headerFields[.connection] ?? "").lowercased()
        if Self.list(connection, contains: "close") {
            keepsAlive = false
        } else if minorVersion == 0, Self.list(connection, contains: "keep-alive") {
            keepsAlive = true
        }
        guard let expectation = request.headerFields[.expect] else { return }
        guard expectation.lowercased() == "100-continue" else {
            throw RequestFailure(417, "the expectation \"\(expectation)\" is not 100-continue", .notSpoken)
        }
        // RFC 9110 §10.1.1: HTTP/1.0 knows no 100.
        expectsContinue = minorVersion > 0
    }

    /// Takes a coding that is spoken off the fields; any other is left for the application to refuse.
    private mutating func settleCoding() {
        guard let name = request.headerFields[.contentEncoding], let coding = ContentCoding(name: name) else { return }
        self.coding = coding
        request.headerFields[.contentEncoding] = nil
    }

    private mutating func settleFraming(_ bodyLimit: Int) throws(RequestFailure) {
        if let coding = request.headerFields[.transferEncoding] {
            // RFC 9112 §6.1 and §6.3: the two together, or either in HTTP/1.0, may be an attempt at smuggling.
            guard lengths.isEmpty, minorVersion > 0 else {
                throw RequestFailure(400, "Transfer-Encoding with Content-Length, or in HTTP/1.0")
            }
            guard coding.lowercased() == "chunked" else {
                throw RequestFailure(501, "the transfer coding \"\(coding)\" is not chunked", .notSpoken)
            }
            framing = .chunked
            return
        }
        guard let length = lengths.first else { return }
        guard lengths.count == 1, !length.isEmpty,
            length.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) })
        else { throw RequestFailure(400, "Content-Length is not one number") }
        guard let value = Int(String(decoding: length, as: UTF8.self)), value <= bodyLimit else {
            throw RequestFailure(413, "the body is longer than \(bodyLimit) bytes", .bodySize)
        }
        framing = .length(value)
    }

    /// Whether a comma-separated list in lower case has an element.
    private static func list(_ list: String, contains element: String) -> Bool {
        list.split(separator: ",").contains { part in
            part.split(whereSeparator: { $0 == " " || $0 == "\t" }) == [element[...]]
        }
    }
}
