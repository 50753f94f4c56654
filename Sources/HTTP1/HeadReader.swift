// The request line and the header fields of one request, checked line by line.

import Compression
import Exchange

/// Reads a header section.
struct HeadReader {
    /// How the end of the body is known.
    enum Framing: Equatable {
        case none
        case length(Int)
        case chunked
    }

    private(set) var head: RequestHead
    let minorVersion: Int
    private(set) var framing = Framing.none
    private(set) var keepsAlive: Bool
    private(set) var expectsContinue = false
    /// How the body is coded, if that coding is supported; the application sees the body without it.
    private(set) var coding: ContentCoding?
    private var fieldCount = 0
    private var isIdentified = false
    /// A method that is none of the known ones, and empty otherwise; not a slice, which would keep the buffer from being
    /// reused.
    private let unknownMethod: String
    private var lengths = 0
    private var hosts = 0

    /// - Throws: 400, 414, 501 or 505.
    init(requestLine line: ArraySlice<UInt8>, targetLimit: Int) throws(RequestFailure) {
        guard let first = line.firstIndex(of: UInt8(ascii: " ")), let last = line.lastIndex(of: UInt8(ascii: " ")),
            first < last, !line[(first + 1)..<last].contains(UInt8(ascii: " "))
        else { throw RequestFailure(400, "a request line is a method, a target and a version, one space apart") }
        let (token, target) = (line[..<first], line[(first + 1)..<last])
        guard !token.isEmpty, token.allSatisfy(ByteClass.isToken) else {
            throw RequestFailure(400, "the method is not a token")
        }
        minorVersion = try Self.minorVersion(line[(last + 1)...])
        guard target.count <= targetLimit else {
            throw RequestFailure(414, "the request target is longer than \(targetLimit) bytes", .headerSize)
        }
        let method = Method(token)
        unknownMethod = method == .other ? Self.text(token.prefix(64)) : ""
        keepsAlive = minorVersion > 0
        head = RequestHead(method: method, target: try Self.target(target, method))
    }

    private static func minorVersion(_ text: ArraySlice<UInt8>) throws(RequestFailure) -> Int {
        let (major, minor) = (text.startIndex + 5, text.startIndex + 7)
        guard text.count == 8, text.starts(with: "HTTP/".utf8), text[text.startIndex + 6] == UInt8(ascii: "."),
            ByteClass.isDigit(text[major]), ByteClass.isDigit(text[minor])
        else { throw RequestFailure(400, "the request line does not end with a version of HTTP") }
        guard text[major] == UInt8(ascii: "1") else {
            throw RequestFailure(505, "only HTTP/1.1 and HTTP/1.0 are supported", .unsupported)
        }
        return Int(text[minor] - UInt8(ascii: "0"))
    }

    /// The path and query of a target in origin, absolute or asterisk form.
    private static func target(_ target: ArraySlice<UInt8>, _ method: Method) throws(RequestFailure) -> String {
        guard !target.isEmpty, target.allSatisfy({ $0 > 0x20 && $0 < 0x7F }) else {
            throw RequestFailure(400, "the request target contains bytes that a URI cannot contain")
        }
        // RFC 9110 §4.2.5: a fragment is never sent.
        guard !target.contains(UInt8(ascii: "#")) else {
            throw RequestFailure(400, "the request target contains a fragment")
        }
        let text = String(decoding: target, as: UTF8.self)
        if target.first == UInt8(ascii: "/") || (text == "*" && method == .options) || method == .connect
            || method == .other
        {
            return text
        }
        let scheme = ["http://", "https://"].first { text.prefix($0.count).lowercased() == $0 }
        guard let scheme else {
            throw RequestFailure(400, "the request target is neither a path nor an http URI")
        }
        let rest = text.dropFirst(scheme.count)
        let authority = rest.prefix { $0 != "/" && $0 != "?" }
        // RFC 9110 §4.2.1: an http URI has a host.
        guard let first = authority.utf8.first, first != UInt8(ascii: ":"),
            HostSyntax.isValid(ArraySlice(authority.utf8))
        else { throw RequestFailure(400, "the request target has no valid host") }
        let path = rest.dropFirst(authority.count)
        return path.hasPrefix("/") ? String(path) : "/\(path)"
    }

    /// Reads one field.
    ///
    /// - Throws: 400 or 431.
    mutating func add(fieldLine line: ArraySlice<UInt8>, limit: Int) throws(RequestFailure) {
        fieldCount += 1
        guard fieldCount <= limit else { throw RequestFailure(431, "more than \(limit) header fields", .headerSize) }
        let (name, value) = try Self.field(line)
        let known = FieldName(name)
        switch known {
        case .host:
            hosts += 1
            guard HostSyntax.isValid(value) else {
                throw RequestFailure(400, "the Host header is not a host, or a host and a port")
            }
        case .contentLength, .transferEncoding, .connection, .expect:
            if known == .contentLength { lengths += 1 }
            guard !value.contains(where: { $0 >= 0x80 }) else {
                // Letters beyond ASCII can fold to ASCII ones, and make two readers see two things.
                throw RequestFailure(400, "the field \(Self.text(name)) contains bytes beyond ASCII")
            }
        default: break
        }
        head.fields.append(known, name: name, value: value)
    }

    /// Checks the form of a field that comes after the body.
    ///
    /// - Throws: 400.
    static func check(trailer line: ArraySlice<UInt8>) throws(RequestFailure) {
        _ = try field(line)
    }

    private static func text(_ bytes: ArraySlice<UInt8>) -> String {
        String(decoding: bytes, as: UTF8.self)
    }

    private static func field(
        _ line: ArraySlice<UInt8>
    ) throws(RequestFailure) -> (name: ArraySlice<UInt8>, value: ArraySlice<UInt8>) {
        guard line.first != 0x20, line.first != 0x09 else {
            throw RequestFailure(400, "a field that continues on the next line (obs-fold) is not allowed")
        }
        guard let colon = line.firstIndex(of: UInt8(ascii: ":")), colon > line.startIndex,
            line[..<colon].allSatisfy(ByteClass.isToken)
        else { throw RequestFailure(400, "a field line does not begin with a name and a colon") }
        let value = line[(colon + 1)...].trimming { $0 == 0x20 || $0 == 0x09 }
        guard value.allSatisfy(ByteClass.isText) else {
            throw RequestFailure(400, "the field \(text(line[..<colon])) contains control characters")
        }
        return (line[..<colon], value)
    }

    /// Decides what the fields say together: framing, persistence, expectation.
    ///
    /// - Parameters:
    ///   - bodyLimit: the longest body that is read.
    ///   - shortBody: the longest one that is read even if it is not needed.
    /// - Throws: 400, 413, 417 or 501.
    mutating func finish(bodyLimit: Int, shortBody: Int) throws(RequestFailure) {
        // RFC 9112 §3.2: a request without Host, or with two, is refused.
        guard hosts == 1 || (hosts == 0 && minorVersion == 0) else {
            throw RequestFailure(400, hosts == 0 ? "the Host header is missing" : "duplicate Host header")
        }
        // Here, so that the answer has the identifier and the fields for the origin that the client asks for. A tunnel is
        // a proxy's to make.
        guard head.method != .other, head.method != .connect else {
            let name = head.method == .other ? unknownMethod : head.method.rawValue
            throw RequestFailure(501, "the method \(name) is not implemented", .unsupported)
        }
        try settleFraming(bodyLimit)
        // An empty body has no coding, whatever the field says.
        if framing != .none, framing != .length(0) { settleCoding() }
        if let connection = head.fields[.connection]?.lowercased() {
            if Self.list(connection, contains: "close") {
                keepsAlive = false
            } else if minorVersion == 0, Self.list(connection, contains: "keep-alive") {
                keepsAlive = true
            }
        }
        if let expectation = head.fields[.expect] {
            guard expectation.lowercased() == "100-continue" else {
                throw RequestFailure(
                    417, "the expectation \"\(expectation.prefix(64))\" is not supported; 100-continue is", .unsupported
                )
            }
            // RFC 9110 §10.1.1: HTTP/1.0 knows no 100.
            expectsContinue = minorVersion > 0
        }
        head.announcement =
            switch framing {
            case .none, .length(0): .none
            case .length(let length): length <= shortBody && !expectsContinue && coding == nil ? .short : .long
            case .chunked: .long
            }
    }

    /// Names the request, once.
    mutating func identify(_ number: @autoclosure () -> UInt64) {
        guard !isIdentified else { return }
        isIdentified = true
        head.requestID = RequestID(head.fields, number: number())
    }

    /// Takes a supported coding off the fields; any other is left for the application to refuse.
    private mutating func settleCoding() {
        guard let name = head.fields[.contentEncoding], let coding = ContentCoding(name: name) else { return }
        self.coding = coding
        head.fields.remove(.contentEncoding)
    }

    private mutating func settleFraming(_ bodyLimit: Int) throws(RequestFailure) {
        if let coding = head.fields[.transferEncoding] {
            // RFC 9112 §6.1 and §6.3: the two together, or either in HTTP/1.0, may be an attempt at smuggling.
            guard lengths == 0, minorVersion > 0 else {
                throw RequestFailure(400, "Transfer-Encoding with Content-Length, or in HTTP/1.0")
            }
            let codings = coding.split(separator: ",", omittingEmptySubsequences: false).map {
                $0.trimmingBlanks().lowercased()
            }
            // RFC 9112 §6.3: otherwise the end of the body cannot be known. §7.1: chunked is applied once.
            guard codings.last == "chunked", !codings.dropLast().contains("chunked") else {
                throw RequestFailure(400, "the last transfer coding must be chunked, once")
            }
            guard codings.count == 1 else {
                throw RequestFailure(
                    501, "the transfer coding \"\(codings[0].prefix(64))\" is not supported; chunked is", .unsupported)
            }
            framing = .chunked
            return
        }
        guard lengths > 0 else { return }
        guard lengths == 1, let length = head.fields.first(.contentLength), !length.isEmpty,
            length.allSatisfy(ByteClass.isDigit)
        else { throw RequestFailure(400, "Content-Length is not one number") }
        guard let value = Int(Self.text(length)), value <= bodyLimit else {
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
