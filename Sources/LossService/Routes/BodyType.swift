// What a client sends: JSON, or a refusal that says what to send.

import Catalogue
import Contract
import Exchange

/// Checks of `Content-Type` and `Content-Encoding`.
enum BodyType {
    /// Whether a browser sent the request on behalf of a page.
    ///
    /// Browsers send Origin with every POST of a page, whatever its mode; the others are for those that left it out.
    private static func isFromBrowser(_ fields: HeaderFields) -> Bool {
        fields.contains(.origin) || fields.contains(.fetchSite) || fields.contains(.fetchMode)
            || fields.contains(.referer) || fields.contains(.cookie)
            || fields[.userAgent]?.hasPrefix("Mozilla/") == true
    }

    /// - Throws: 411 without a body, 415 when it is not JSON or its content coding is not supported.
    static func check(_ fields: HeaderFields) throws(ProblemDetails) {
        // RFC 9110 §15.5.12: a body of unstated length is a request without a body.
        guard fields.contains(.contentLength) || fields.contains(.transferEncoding) else {
            throw ProblemDetails(.lengthRequired, "send the tasks as a body, with Content-Length or chunked")
        }
        if let coding = fields[.contentEncoding], coding.lowercased() != "identity" {
            throw ProblemDetails(
                .unsupportedMediaType,
                "Content-Encoding is \(coding.quoted); send gzip, deflate, or the body without a coding",
                fields: [AnswerField(.acceptEncoding, "gzip, deflate, identity")])
        }
        guard !fields.has(.contentType, "application/json") else { return }
        guard let contentType = fields[.contentType] else {
            // A page of any origin can have a browser send a body without a type, and without asking first.
            guard !isFromBrowser(fields) else {
                throw ProblemDetails(
                    .unsupportedMediaType, "Content-Type is missing; send \"Content-Type: application/json\"",
                    fields: [AnswerField(.accept, "application/json")])
            }
            return
        }
        let parts = contentType.split(separator: ";").map { $0.trimmingBlanks().lowercased() }
        let type = parts.first ?? ""
        let isJSON = type == "application/json" || (type.hasPrefix("application/") && type.hasSuffix("+json"))
        let charset = parts.dropFirst().first { $0.hasPrefix("charset=") }?.dropFirst("charset=".count)
        guard isJSON else {
            let hint =
                type == "application/x-www-form-urlencoded" ? ": curl -d sends a form, curl --json sends JSON" : ""
            throw ProblemDetails(
                .unsupportedMediaType,
                "Content-Type is \(type.quoted); send \"Content-Type: application/json\"\(hint)",
                fields: [AnswerField(.accept, "application/json")])
        }
        guard charset == nil || charset == "utf-8" || charset == "\"utf-8\"" else {
            throw ProblemDetails(
                .unsupportedMediaType, "the charset of JSON is UTF-8, not \(String(charset ?? "").quoted)")
        }
    }
}
