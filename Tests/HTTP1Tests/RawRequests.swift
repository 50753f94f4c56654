// The table of requests as bytes, which the parser alone and a live server must read alike.

import HTTP1

/// Requests, and what they are.
enum RawRequests {
    /// What a text on the wire is parsed to.
    struct Case: CustomStringConvertible, Sendable {
        let description: String
        let text: String
        let events: [String]

        init(_ description: String, _ text: String, _ events: String...) {
            self.description = description
            self.text = text
            self.events = events
        }
    }

    static let cases: [Case] =
        [
            Case("a GET", "GET / HTTP/1.1\r\nHost: a\r\n\r\n", "GET / keep"),
            Case(
                "a target with a query", "GET /v1/losses?x=1&y HTTP/1.1\r\nHost: a\r\n\r\n", "GET /v1/losses?x=1&y keep"
            ),
            Case("Connection: close", "GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n", "GET / close"),
            Case("Connection with a list", "GET / HTTP/1.1\r\nHost: a\r\nConnection: x , Close\r\n\r\n", "GET / close"),
            Case("HTTP/1.0", "GET / HTTP/1.0\r\n\r\n", "GET / close"),
            Case("HTTP/1.0 kept alive", "GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n", "GET / keep"),
            Case("a later minor version", "GET / HTTP/1.7\r\nHost: a\r\n\r\n", "GET / keep"),
            Case("empty lines before", "\r\n\r\nGET / HTTP/1.1\r\nHost: a\r\n\r\n", "GET / keep"),
            Case("spaces around a value", "GET / HTTP/1.1\r\nHost:  \t a \t \r\nX:\r\n\r\n", "GET / keep"),
            Case("asterisk form", "OPTIONS * HTTP/1.1\r\nHost: a\r\n\r\n", "OPTIONS * keep"),
            Case("absolute form", "GET http://a:80/b?c HTTP/1.1\r\nHost: a\r\n\r\n", "GET /b?c keep"),
            Case("absolute form without a path", "GET HTTPS://a HTTP/1.1\r\nHost: a\r\n\r\n", "GET / keep"),
            Case("authority form, a proxy's", "CONNECT a:80 HTTP/1.1\r\nHost: a\r\n\r\n", "501"),
            Case("a body", "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nhello", "POST / keep hello"),
            Case("an empty body", "POST / HTTP/1.1\r\nHost: a\r\ncontent-length: 0\r\n\r\n", "POST / keep"),
            Case(
                "chunks",
                "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: Chunked\r\n\r\n5\r\nhello\r\n00a;x=\"y\"\r\n, world 12\r\n0\r\n\r\n",
                "POST / keep hello, world 12"),
            Case(
                "trailers, dropped",
                "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nx\r\n0\r\nHost: evil\r\nX: y\r\n\r\n",
                "POST / keep x"),
            Case(
                "pipelined requests",
                "GET /1 HTTP/1.1\r\nHost: a\r\n\r\nPOST /2 HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\nabGET /3 HTTP/1.1\r\nHost: a\r\n\r\n",
                "GET /1 keep", "POST /2 keep ab", "GET /3 keep"),
            Case(
                "a good one before a bad one", "GET /1 HTTP/1.1\r\nHost: a\r\n\r\nGARBAGE\r\n\r\n", "GET /1 keep", "400"
            ),
            Case(
                "absolute form with a query alone", "GET http://a?x=/b HTTP/1.1\r\nHost: a\r\n\r\n", "GET /?x=/b keep"),
            Case("absolute form without a host", "GET http:///a HTTP/1.1\r\nHost: a\r\n\r\n", "400"),
            Case("a fragment", "GET /a#b HTTP/1.1\r\nHost: a\r\n\r\n", "400"),
            Case("a Host with a port", "GET / HTTP/1.1\r\nHost: [::1]:80\r\n\r\n", "GET / keep"),
            Case("an empty Host", "GET / HTTP/1.1\r\nHost:\r\n\r\n", "GET / keep"),
            Case("a Host that is none", "GET / HTTP/1.1\r\nHost: a b/c@d?\r\n\r\n", "400"),
            Case("a list of Hosts", "GET / HTTP/1.1\r\nHost: a, b\r\n\r\n", "400"),
            Case(
                "a transfer coding that folds to chunked",
                "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chun\u{212a}ed\r\n\r\n0\r\n\r\n", "400"),
            Case(
                "DEL in a chunk extension",
                "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n1;\u{7F}\r\nx\r\n0\r\n\r\n", "400"),
            Case(
                "chunks that carry next to nothing",
                "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"
                    + String(repeating: "1;\(String(repeating: "x", count: 100))\r\ny\r\n", count: 20), "400"),
            Case("no Host", "GET / HTTP/1.1\r\n\r\n", "400"),
            Case("two Hosts", "GET / HTTP/1.1\r\nHost: a\r\nHost: a\r\n\r\n", "400"),
            Case("two spaces", "GET  / HTTP/1.1\r\nHost: a\r\n\r\n", "400"),
            Case("no version", "GET /\r\nHost: a\r\n\r\n", "400"),
            Case("a version that is none", "GET / HTTP/1.x\r\nHost: a\r\n\r\n", "400"),
            Case("lower-case http", "GET / http/1.1\r\nHost: a\r\n\r\n", "400"),
            Case("HTTP/2", "GET / HTTP/2.0\r\nHost: a\r\n\r\n", "505"),
            Case("the preface of HTTP/2", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", "505"),
            Case("HTTP/0.9", "GET / HTTP/0.9\r\nHost: a\r\n\r\n", "505"),
            Case("an unknown method", "BREW / HTTP/1.1\r\nHost: a\r\n\r\n", "501"),
            Case("a method that is no token", "G@T / HTTP/1.1\r\nHost: a\r\n\r\n", "400"),
            Case("a target that is neither path nor URI", "GET x HTTP/1.1\r\nHost: a\r\n\r\n", "400"),
            Case("an asterisk for GET", "GET * HTTP/1.1\r\nHost: a\r\n\r\n", "400"),
            Case("bytes that no URI holds", "GET /é HTTP/1.1\r\nHost: a\r\n\r\n", "400"),
            Case("LF alone after the request line", "GET / HTTP/1.1\nHost: a\r\n\r\n", "400"),
            Case("LF alone after a field", "GET / HTTP/1.1\r\nHost: a\nX: y\r\n\r\n", "400"),
            Case("CR within a field", "GET / HTTP/1.1\r\nHost: a\rb\r\n\r\n", "400"),
            Case("NUL within a field", "GET / HTTP/1.1\r\nHost: a\u{0}b\r\n\r\n", "400"),
            Case("a space before the colon", "GET / HTTP/1.1\r\nHost : a\r\n\r\n", "400"),
            Case("no colon", "GET / HTTP/1.1\r\nHost\r\n\r\n", "400"),
            Case("no name", "GET / HTTP/1.1\r\nHost: a\r\n: b\r\n\r\n", "400"),
            Case("a folded line", "GET / HTTP/1.1\r\nHost: a\r\n b\r\n\r\n", "400"),
            Case("many empty lines", "\r\n\r\n\r\n\r\n", "400"),
            Case(
                "lengths that differ", "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab",
                "400"),
            Case("a list of lengths", "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1, 1\r\n\r\na", "400"),
            Case("a signed length", "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: +1\r\n\r\na", "400"),
            Case("a length that is no number", "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 0x1\r\n\r\na", "400"),
            Case("no length", "POST / HTTP/1.1\r\nHost: a\r\nContent-Length:\r\n\r\na", "400"),
            Case(
                "a length beyond all numbers",
                "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 99999999999999999999\r\n\r\n",
                "413"),
            Case("a length beyond the limit", "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 101\r\n\r\n", "413"),
            Case(
                "length and chunks",
                "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", "400"),
            Case("chunks in HTTP/1.0", "POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", "400"),
            Case(
                "gzip as transfer coding",
                "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n", "501"),
            Case(
                "chunked twice",
                "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
                "400"),
            Case(
                "a chunk size that is none", "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nx\r\n",
                "400"),
            Case("no chunk size", "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n;x\r\n", "400"),
            Case(
                "a chunk size beyond all numbers",
                "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nffffffffffffffffff\r\n", "400"),
            Case(
                "a chunk beyond the limit", "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n65\r\n",
                "413"),
            Case(
                "chunks beyond the limit together",
                "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n3c\r\n\(String(repeating: "x", count: 60))\r\n3c\r\n",
                "413"),
            Case(
                "a chunk longer than its size",
                "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nab\r\n0\r\n\r\n", "400"),
            Case(
                "an endless extension",
                "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n1;\(String(repeating: "x", count: 300))",
                "400"),
            Case(
                "a trailer that is none",
                "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n0\r\nx y\r\n\r\n", "400"),
            Case("a long method", "\(String(repeating: "A", count: 70)) / HTTP/1.1\r\nHost: a\r\n\r\n", "501"),
            Case("an endless method", String(repeating: "A", count: 2000), "501"),
            Case("a registered method", "QUERY / HTTP/1.1\r\nHost: a\r\n\r\n", "QUERY / keep"),
            Case("a long target", "GET /\(String(repeating: "x", count: 200)) HTTP/1.1\r\nHost: a\r\n\r\n", "414"),
            Case("an endless target", "GET /\(String(repeating: "x", count: 2000))", "414"),
            Case("a long field", "GET / HTTP/1.1\r\nHost: \(String(repeating: "x", count: 600))\r\n\r\n", "431"),
            Case("an endless field", "GET / HTTP/1.1\r\nHost: \(String(repeating: "x", count: 600))", "431"),
            Case("many fields", "GET / HTTP/1.1\r\nHost: a\r\n\(String(repeating: "X: y\r\n", count: 12))\r\n", "431"),
            Case(
                "many trailers",
                "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\(String(repeating: "X: y\r\n", count: 120))",
                "431"),
            Case(
                "another expectation", "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nExpect: 200-ok\r\n\r\na",
                "417"),
            Case(
                "an expectation in HTTP/1.0", "POST / HTTP/1.0\r\nContent-Length: 1\r\nExpect: 100-continue\r\n\r\na",
                "POST / close a"),
        ]
        + transferCodings.map {
            Case(
                "Transfer-Encoding: \($0)", "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: \($0)\r\n\r\n0\r\n\r\n",
                "400")
        }
        + extensions.map {
            Case("the chunk extension \($0)", chunked("5\($0)"), "POST / keep hello")
        }
        + brokenExtensions.map {
            Case("the broken chunk extension \($0)", chunked("5\($0)"), "400")
        }
        + hosts.map { Case("the host \($0)", "GET / HTTP/1.1\r\nHost: \($0)\r\n\r\n", "GET / keep") }
        + brokenHosts.flatMap {
            [
                Case("the broken host \($0)", "GET / HTTP/1.1\r\nHost: \($0)\r\n\r\n", "400"),
                Case("the broken authority \($0)", "GET http://\($0) HTTP/1.1\r\nHost: a\r\n\r\n", "400"),
            ]
        }

    private static func chunked(_ line: String) -> String {
        "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n\(line)\r\nhello\r\n0\r\n\r\n"
    }

    /// What is not chunked in the end, or twice.
    private static let transferCodings = [
        "gzip", "chunked, gzip", "chunked, identity", "identity", "chunked,chunked", "",
    ]

    /// RFC 9112 §7.1.1.
    private static let extensions = [
        ";a", ";a=b", " ; a = \"b c\"", ";a=\"\\\"\"", ";a;b=c", "\t;a", ";a=\"é\"", ";a=\"\"",
    ]

    private static let brokenExtensions = [
        " ", "\t", ";", ";;", "; ", ";bad[=x", ";a=\"b", ";a=", ";=b", ";a b", ";a=\"b\"c", ";a=\"b\\", " a", ",a",
        ";a=b=c",
        ";a ", ";a=\"\u{1}\"",
    ]

    /// RFC 3986 §3.2.2.
    private static let hosts = [
        "a:", "127.0.0.1:8080", "[::1]", "[1:2:3:4:5:6:7:8]", "[::ffff:1.2.3.4]", "[v1.x:y]", "a%41b", "a_b.c", "[::]",
        "[1::]", "[1:2:3:4:5:6:1.2.3.4]", "[1:2:3::5:6:7:8]",
    ]

    private static let brokenHosts = [
        "a:b", "a:-1", "a:1:2", "[::1", "::1", "[zz]", "%4", "%zz", "u@a", "[::1]x", "[]", "[1:2:3:4:5:6:7:8:9]",
        "[1::2::3]",
        "[:::]", "[12345::]", "[1:2:3:4:5:6:7:1.2.3.4]", "[::1.2.3]", "[::1.2.3.256]", "[::01.2.3.4]", "[v.x]", "[v1.]",
        "[v1x]",
        "[1:2:3:4:5:6:7]", "[1.2.3.4::]", "[1::2:3:4:5:6:7:8]",
    ]

    /// Limits low enough to be reached by the cases.
    static let limits: ServerLimits = {
        var limits = ServerLimits()
        limits.targetBytes = 100
        limits.headerBytes = 500
        limits.headerFields = 10
        limits.bodyBytes = 100
        return limits
    }()
}
