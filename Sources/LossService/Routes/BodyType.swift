// What a client sends, JSON or a safetensors file, and what it wants; or a refusal that says what to send.

import Catalogue
import Contract
import Exchange

/// What `Content-Type`, `Content-Encoding` and `Accept` say.
enum BodyType {
    /// Whether a browser sent the request on behalf of a page.
    ///
    /// Browsers send Origin with every POST of a page, whatever its mode; the others are for those that left it out.
    private static func isFromBrowser(_ fields: HeaderFields) -> Bool {
        fields.contains(.origin) || fields.contains(.fetchSite) || fields.contains(.fetchMode)
            || fields.contains(.referer) || fields.contains(.cookie)
            || fields[.userAgent]?.hasPrefix("Mozilla/") == true
    }

    /// The form of a body.
    ///
    /// - Throws: 411 without a body, 415 when its type or content coding is not supported.
    static func form(of fields: HeaderFields) throws(ProblemDetails) -> BodyForm {
        try checkBody(fields)
        guard !fields.has(.contentType, "application/json") else { return .json }
        guard let contentType = fields[.contentType] else {
            // A page of any origin can have a browser send a body without a type, and without asking first.
            guard !isFromBrowser(fields) else {
                throw ProblemDetails(
                    .unsupportedMediaType, "Content-Type is missing; send \"Content-Type: application/json\"",
                    fields: [accepted])
            }
            return .json
        }
        let parts = contentType.split(separator: ";").map { $0.trimmingBlanks().lowercased() }
        let type = parts.first ?? ""
        if type == MediaType.safetensors.rawValue { return .safetensors }
        let isJSON = type == "application/json" || (type.hasPrefix("application/") && type.hasSuffix("+json"))
        let charset = parts.dropFirst().first { $0.hasPrefix("charset=") }?.dropFirst("charset=".count)
        guard isJSON else {
            let hint =
                type == "application/x-www-form-urlencoded"
                ? ": curl -d sends a form, curl --json sends JSON"
                : " or, for tensors in a safetensors file, \"Content-Type: \(MediaType.safetensors.rawValue)\""
            throw ProblemDetails(
                .unsupportedMediaType,
                "Content-Type is \(type.quoted); send \"Content-Type: application/json\"\(hint)", fields: [accepted])
        }
        guard charset == nil || charset == "utf-8" || charset == "\"utf-8\"" else {
            throw ProblemDetails(
                .unsupportedMediaType, "the charset of JSON is UTF-8, not \(String(charset ?? "").quoted)")
        }
        return .json
    }

    /// - Throws: 411 without a body, 415 when its content coding is not supported.
    private static func checkBody(_ fields: HeaderFields) throws(ProblemDetails) {
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
    }

    /// Checks the head of a request of the Open Inference Protocol, whose clients name no type, or bytes.
    ///
    /// - Throws: 411 without a body, 415 when its type or content coding is not supported.
    static func checkInference(_ fields: HeaderFields) throws(ProblemDetails) {
        let type = fields[.contentType]?.prefix { $0 != ";" }.trimmingBlanks().lowercased()
        if type == MediaType.bytes.rawValue { return try checkBody(fields) }
        guard try form(of: fields) == .json else {
            throw ProblemDetails(
                .unsupportedMediaType, "send JSON, or JSON with tensors behind it as \(MediaType.bytes.rawValue)")
        }
    }

    private static let accepted = AnswerField(.accept, "application/json, \(MediaType.safetensors.rawValue)")

    /// The form that `Accept` asks for: a file only where it names that, and prefers it to JSON where it names both.
    ///
    /// Generated clients name every type of a description, and read the first.
    static func answerForm(_ fields: HeaderFields) -> BodyForm {
        guard let accept = fields[.accept], accept.utf8.count >= MediaType.safetensors.rawValue.utf8.count else {
            return .json
        }
        let preferences = Preference.list(accept)
        func weight(_ type: MediaType) -> Double? {
            preferences.last { $0.name == type.rawValue }.map { $0.weight ?? 0 }
        }
        guard let file = weight(.safetensors), file > 0 else { return .json }
        return file > weight(.json) ?? 0 ? .safetensors : .json
    }
}
