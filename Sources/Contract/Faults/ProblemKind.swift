// The kinds of error answer, one for each status that the contract names.

/// A kind of error; the raw values are stable codes.
package enum ProblemKind: String, Sendable, CaseIterable {
    case badRequest = "bad_request"
    case unauthorized
    case notFound = "not_found"
    case methodNotAllowed = "method_not_allowed"
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

    package var status: Int { facts.status }

    /// One line for people, the same for every error of the kind.
    package var title: String { facts.title }

    private var facts: (status: Int, title: String) {
        switch self {
        case .badRequest: (400, "The request is malformed")
        case .unauthorized: (401, "The request needs a valid token")
        case .notFound: (404, "There is nothing at this path")
        case .methodNotAllowed: (405, "This path does not support the method")
        case .requestTimeout: (408, "The request did not arrive in time")
        case .lengthRequired: (411, "The request needs a body")
        case .contentTooLarge: (413, "The body is too large")
        case .uriTooLong: (414, "The request target is too long")
        case .unsupportedMediaType: (415, "The media type or content coding of the body is not supported")
        case .expectationFailed: (417, "The expectation cannot be met")
        case .unprocessable: (422, "The request cannot be evaluated")
        case .headerTooLarge: (431, "The header section is too large")
        case .internalError: (500, "An error occurred in lossd")
        case .notImplemented: (501, "The method or transfer coding is not implemented")
        case .unavailable: (503, "The service is not available at the moment")
        case .versionNotSupported: (505, "This version of HTTP is not supported")
        }
    }

    /// The kind for the status of a refusal.
    package static func kind(of status: Int) -> ProblemKind {
        allCases.first { $0.status == status } ?? (status < 500 ? .badRequest : .internalError)
    }
}
