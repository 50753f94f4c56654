// The kinds of error answer, one for each status that the contract names.

package import HTTPTypes

/// A kind of error; the raw values are stable codes.
package enum ProblemKind: String, Sendable, CaseIterable {
    case badRequest = "bad_request"
    case unauthorized
    case notFound = "not_found"
    case methodNotAllowed = "method_not_allowed"
    case notAcceptable = "not_acceptable"
    case requestTimeout = "request_timeout"
    case lengthRequired = "length_required"
    case contentTooLarge = "content_too_large"
    case uriTooLong = "uri_too_long"
    case unsupportedMediaType = "unsupported_media_type"
    case expectationFailed = "expectation_failed"
    case unprocessable = "unprocessable_content"
    case headerTooLarge = "header_too_large"
    case internalError = "internal_error"
    case notImplemented = "not_implemented"
    case unavailable = "unavailable"
    case versionNotSupported = "version_not_supported"

    package var status: HTTPResponse.Status {
        switch self {
        case .badRequest: .badRequest
        case .unauthorized: .unauthorized
        case .notFound: .notFound
        case .methodNotAllowed: .methodNotAllowed
        case .notAcceptable: .notAcceptable
        case .requestTimeout: .requestTimeout
        case .lengthRequired: .lengthRequired
        case .contentTooLarge: .contentTooLarge
        case .uriTooLong: .uriTooLong
        case .unsupportedMediaType: .unsupportedMediaType
        case .expectationFailed: .expectationFailed
        case .unprocessable: .unprocessableContent
        case .headerTooLarge: .requestHeaderFieldsTooLarge
        case .internalError: .internalServerError
        case .notImplemented: .notImplemented
        case .unavailable: .serviceUnavailable
        case .versionNotSupported: .init(code: 505, reasonPhrase: "HTTP Version Not Supported")
        }
    }

    /// One line for people, the same for every error of the kind.
    var title: String {
        switch self {
        case .badRequest: "The request is malformed"
        case .unauthorized: "The request needs a token"
        case .notFound: "There is nothing at this path"
        case .methodNotAllowed: "This path has other methods"
        case .notAcceptable: "None of the accepted media types is spoken"
        case .requestTimeout: "The request did not arrive in time"
        case .lengthRequired: "The request needs a body"
        case .contentTooLarge: "The body is too large"
        case .uriTooLong: "The request target is too long"
        case .unsupportedMediaType: "The body is of a kind that is not spoken"
        case .expectationFailed: "The expectation cannot be met"
        case .unprocessable: "The request cannot be evaluated"
        case .headerTooLarge: "The header section is too large"
        case .internalError: "Something went wrong in lossd"
        case .notImplemented: "This is not implemented"
        case .unavailable: "The service is not available now"
        case .versionNotSupported: "This version of HTTP is not spoken"
        }
    }

    /// The kind for a status that another room refuses a request with.
    package static func kind(of status: Int) -> ProblemKind {
        allCases.first { $0.status.code == status } ?? (status < 500 ? .badRequest : .internalError)
    }
}
