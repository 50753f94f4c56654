// The names of the header fields that lossd reads or writes.

/// A header field that lossd knows; names are compared without regard to case (RFC 9110 §5.1).
package enum FieldName: UInt8, Sendable, CaseIterable {
    case accept
    case acceptEncoding
    case acceptLanguage
    case allow
    case allowedHeaders
    case allowedMethods
    case allowedOrigin
    case authorization
    case cacheControl
    case connection
    case contentEncoding
    case contentLanguage
    case contentLength
    case contentSecurityPolicy
    case contentType
    case contentTypeOptions
    case cookie
    case date
    case entityTag
    case expect
    case exposedHeaders
    case fetchMode
    case fetchSite
    case host
    case ifNoneMatch
    case inferenceHeaderLength
    case origin
    case prefer
    case preferenceApplied
    case preflightMaxAge
    case referer
    case referrerPolicy
    case requestedMethod
    case requestID
    case retryAfter
    case server
    case serverTiming
    case traceparent
    case traceresponse
    case tracestate
    case transferEncoding
    case userAgent
    case vary
    case wwwAuthenticate

    /// The name as it is written.
    package var spelling: String {
        switch self {
        case .accept: "Accept"
        case .acceptEncoding: "Accept-Encoding"
        case .acceptLanguage: "Accept-Language"
        case .allow: "Allow"
        case .allowedHeaders: "Access-Control-Allow-Headers"
        case .allowedMethods: "Access-Control-Allow-Methods"
        case .allowedOrigin: "Access-Control-Allow-Origin"
        case .authorization: "Authorization"
        case .cacheControl: "Cache-Control"
        case .connection: "Connection"
        case .contentEncoding: "Content-Encoding"
        case .contentLanguage: "Content-Language"
        case .contentLength: "Content-Length"
        case .contentSecurityPolicy: "Content-Security-Policy"
        case .contentType: "Content-Type"
        case .contentTypeOptions: "X-Content-Type-Options"
        case .cookie: "Cookie"
        case .date: "Date"
        case .entityTag: "ETag"
        case .expect: "Expect"
        case .exposedHeaders: "Access-Control-Expose-Headers"
        case .fetchMode: "Sec-Fetch-Mode"
        case .fetchSite: "Sec-Fetch-Site"
        case .host: "Host"
        case .ifNoneMatch: "If-None-Match"
        case .inferenceHeaderLength: "Inference-Header-Content-Length"
        case .origin: "Origin"
        case .prefer: "Prefer"
        case .preferenceApplied: "Preference-Applied"
        case .preflightMaxAge: "Access-Control-Max-Age"
        case .referer: "Referer"
        case .referrerPolicy: "Referrer-Policy"
        case .requestedMethod: "Access-Control-Request-Method"
        case .requestID: "X-Request-ID"
        case .retryAfter: "Retry-After"
        case .server: "Server"
        case .serverTiming: "Server-Timing"
        case .traceparent: "traceparent"
        case .traceresponse: "traceresponse"
        case .tracestate: "tracestate"
        case .transferEncoding: "Transfer-Encoding"
        case .userAgent: "User-Agent"
        case .vary: "Vary"
        case .wwwAuthenticate: "WWW-Authenticate"
        }
    }

    /// The names of each length, in lower case.
    private static let byLength: [[(bytes: [UInt8], name: FieldName)]] = {
        let names = allCases.map { (bytes: Array($0.spelling.lowercased().utf8), name: $0) }
        let longest = names.map(\.bytes.count).max() ?? 0
        return (0...longest).map { length in names.filter { $0.bytes.count == length } }
    }()

    /// The field of that name, in whatever case; `nil` for one that lossd does not know.
    package init?(_ name: ArraySlice<UInt8>) {
        guard name.count < Self.byLength.count else { return nil }
        for candidate in Self.byLength[name.count] where Self.isSame(name, candidate.bytes) {
            self = candidate.name
            return
        }
        return nil
    }

    private static func isSame(_ name: ArraySlice<UInt8>, _ lowercased: [UInt8]) -> Bool {
        for index in lowercased.indices {
            let byte = name[name.startIndex + index]
            let isUpper = byte &- UInt8(ascii: "A") < 26
            if byte | (isUpper ? 0x20 : 0) != lowercased[index] { return false }
        }
        return true
    }
}
