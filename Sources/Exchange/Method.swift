// The methods of HTTP that a request can name.

/// A method that lossd knows (RFC 9110 §9, RFC 5789, QUERY); the raw value is the token on the wire.
package enum Method: String, Sendable, CaseIterable {
    case get = "GET"
    case head = "HEAD"
    case post = "POST"
    case put = "PUT"
    case delete = "DELETE"
    case connect = "CONNECT"
    case options = "OPTIONS"
    case trace = "TRACE"
    case patch = "PATCH"
    case query = "QUERY"
    /// Any other; logs and metrics name all of them alike, as OpenTelemetry does.
    case other = "_OTHER"

    /// The method whose token these bytes are.
    package init(_ token: ArraySlice<UInt8>) {
        self = Self.allCases.first { $0.rawValue.utf8.elementsEqual(token) } ?? .other
    }
}
