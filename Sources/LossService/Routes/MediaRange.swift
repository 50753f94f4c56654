// What a client accepts and what it sends, as far as lossd cares: JSON or not.

import Contract
import Exchange

/// Checks of `Accept`, `Content-Type` and `Content-Encoding`.
enum MediaRange {
    /// - Throws: 406 when the media type of the answer is not accepted.
    static func check(accept fields: HeaderFields, for type: MediaType) throws(ProblemDetails) {
        // What most clients send needs no closer look.
        guard fields.contains(.accept), !fields.has(.accept, "*/*"), let accept = fields[.accept], !accept.isEmpty
        else { return }
        let essence = String(type.rawValue.prefix { $0 != ";" })
        let matching = ["*/*", essence.prefix { $0 != "/" } + "/*", essence]
        for range in split(accept[...], at: ",") {
            let parts = split(range, at: ";").map { trimmed($0).lowercased() }
            guard let range = parts.first, matching.contains(range) else { continue }
            // RFC 9110 §12.4.2: a weight of 0 means "not acceptable".
            let isRefused = parts.dropFirst().contains {
                $0.hasPrefix("q=0") && !$0.contains { ("1"..."9").contains($0) }
            }
            if !isRefused { return }
        }
        throw ProblemDetails(.notAcceptable, "Accept is \(accept.quoted); answers are \(type.rawValue)")
    }

    /// - Throws: 411 without a body, 415 when it is not JSON or its content coding is not supported.
    static func checkBody(_ fields: HeaderFields) throws(ProblemDetails) {
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
        guard !fields.has(.contentType, "application/json"), let contentType = fields[.contentType] else { return }
        let parts = contentType.split(separator: ";").map { trimmed($0).lowercased() }
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

    /// The parts between separators, without splitting inside quotes.
    private static func split(_ text: Substring, at separator: Character) -> [Substring] {
        var parts: [Substring] = []
        var start = text.startIndex
        var (isQuoted, isEscaped) = (false, false)
        for index in text.indices {
            if isEscaped {
                isEscaped = false
            } else if text[index] == "\"" {
                isQuoted.toggle()
            } else if isQuoted {
                isEscaped = text[index] == "\\"
            } else if text[index] == separator {
                parts.append(text[start..<index])
                start = text.index(after: index)
            }
        }
        return parts + [text[start...]]
    }

    private static func trimmed(_ text: Substring) -> Substring {
        var text = text.drop { $0 == " " || $0 == "\t" }
        while let last = text.last, last == " " || last == "\t" { text.removeLast() }
        return text
    }
}
