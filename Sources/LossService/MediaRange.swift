// What a client accepts and what it sends, as far as lossd cares: JSON or not.

import HTTPTypes

/// Checks of `Accept`, `Content-Type` and `Content-Encoding`.
enum MediaRange {
    /// - Throws: 406 when what an answer would be written in is not accepted.
    static func check(accept: String?, for type: MediaType) throws(ProblemDetails) {
        guard let accept, !accept.isEmpty else { return }
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

    /// - Throws: 415 when the body is not JSON, or is coded in a way that is not spoken.
    static func checkBody(_ fields: HTTPFields) throws(ProblemDetails) {
        if let coding = fields[.contentEncoding], coding.lowercased() != "identity" {
            throw ProblemDetails(
                .unsupportedMediaType, "Content-Encoding is \(coding.quoted); send gzip, deflate, or the body as it is",
                fields: [(.acceptEncoding, "gzip, deflate, identity")])
        }
        // What nearly everybody sends needs no closer look.
        guard let contentType = fields[.contentType], contentType != "application/json" else { return }
        let parts = contentType.split(separator: ";").map { trimmed($0).lowercased() }
        let type = parts.first ?? ""
        let isJSON = type == "application/json" || (type.hasPrefix("application/") && type.hasSuffix("+json"))
        let charset = parts.dropFirst().first { $0.hasPrefix("charset=") }?.dropFirst("charset=".count)
        guard isJSON else {
            let hint =
                type == "application/x-www-form-urlencoded" ? ": curl -d sends a form, curl --json sends JSON" : ""
            throw ProblemDetails(
                .unsupportedMediaType, "Content-Type is \"\(type)\"; send \"Content-Type: application/json\"\(hint)",
                fields: [(.accept, "application/json")])
        }
        guard charset == nil || charset == "utf-8" || charset == "\"utf-8\"" else {
            throw ProblemDetails(.unsupportedMediaType, "the charset of JSON is UTF-8, not \(charset ?? "")")
        }
    }

    /// The parts between separators, those inside of quotes not counted.
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
