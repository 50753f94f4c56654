// The names of the header fields that lossd reads or writes.

/// The name of a header field, as it is written; names are compared without regard to case (RFC 9110 §5.1).
package struct FieldName: Sendable {
    package let spelling: String

    private init(_ spelling: String) {
        self.spelling = spelling
    }

    package static let accept = FieldName("Accept")
    package static let acceptEncoding = FieldName("Accept-Encoding")
    package static let allow = FieldName("Allow")
    package static let allowedHeaders = FieldName("Access-Control-Allow-Headers")
    package static let allowedMethods = FieldName("Access-Control-Allow-Methods")
    package static let allowedOrigin = FieldName("Access-Control-Allow-Origin")
    package static let authorization = FieldName("Authorization")
    package static let cacheControl = FieldName("Cache-Control")
    package static let connection = FieldName("Connection")
    package static let contentEncoding = FieldName("Content-Encoding")
    package static let contentLength = FieldName("Content-Length")
    package static let contentType = FieldName("Content-Type")
    package static let contentTypeOptions = FieldName("X-Content-Type-Options")
    package static let cookie = FieldName("Cookie")
    package static let date = FieldName("Date")
    package static let expect = FieldName("Expect")
    package static let exposedHeaders = FieldName("Access-Control-Expose-Headers")
    package static let fetchMode = FieldName("Sec-Fetch-Mode")
    package static let fetchSite = FieldName("Sec-Fetch-Site")
    package static let host = FieldName("Host")
    package static let origin = FieldName("Origin")
    package static let preflightMaxAge = FieldName("Access-Control-Max-Age")
    package static let referer = FieldName("Referer")
    package static let requestedMethod = FieldName("Access-Control-Request-Method")
    package static let requestID = FieldName("X-Request-ID")
    package static let retryAfter = FieldName("Retry-After")
    package static let server = FieldName("Server")
    package static let traceparent = FieldName("traceparent")
    package static let traceresponse = FieldName("traceresponse")
    package static let transferEncoding = FieldName("Transfer-Encoding")
    package static let userAgent = FieldName("User-Agent")
    package static let vary = FieldName("Vary")
    package static let wwwAuthenticate = FieldName("WWW-Authenticate")

    /// Whether bytes are this name, in whatever case.
    package func matches(_ bytes: ArraySlice<UInt8>) -> Bool {
        let own = spelling.utf8
        guard own.count == bytes.count else { return false }
        return zip(own, bytes).allSatisfy { Self.lowercased($0) == Self.lowercased($1) }
    }

    private static func lowercased(_ byte: UInt8) -> UInt8 {
        (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte) ? byte | 0x20 : byte
    }
}
