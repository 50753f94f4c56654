// The methods of HTTP that a request can name.

/// A method that lossd knows (RFC 9110 §9, RFC 5789); the raw value is the token on the wire.
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

    /// The method whose token these bytes are; `nil` for any other token.
    package init?(_ token: ArraySlice<UInt8>) {
        guard let method = Self.allCases.first(where: { $0.rawValue.utf8.elementsEqual(token) }) else { return nil }
        self = method
    }
}
