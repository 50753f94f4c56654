// The console: a page for browsers at the path where programs get an index, and the files of that page.

import Console
import Contract
import Exchange

/// Answers requests for the page and its files.
enum ConsolePages {
    /// Where the files are.
    static let path = "/console/{name}"

    /// Nothing of another host, no script or style inside the page, and no page around it.
    private static let policy =
        "default-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; object-src 'none'"

    /// Whether a client wants a page rather than JSON: it names HTML, and does not prefer JSON or have no preference.
    static func wantsPage(_ fields: HeaderFields) -> Bool {
        guard let accept = fields[.accept] else { return false }
        let preferences = Preference.list(accept)
        func weight(_ name: String) -> Double? {
            preferences.first { $0.name == name }.map { $0.weight ?? 0 }
        }
        guard let page = weight("text/html"), page > 0 else { return false }
        return page > weight(MediaType.json.rawValue) ?? weight("application/*") ?? weight("*/*") ?? 0
    }

    /// The page for a client that wants one, and the index for others; a cache must not mix them up.
    static func root(_ head: RequestHead, index: Answer) -> Answer {
        let vary = AnswerField(.vary, "Accept")
        if wantsPage(head.fields), let page = ConsoleFile.page { return answer(page, head, more: [vary]) }
        var index = index
        index.fields.append(vary)
        return index
    }

    /// A file of the page.
    ///
    /// - Throws: 404.
    static func file(_ name: Substring, _ head: RequestHead) throws(ProblemDetails) -> Answer {
        guard let file = ConsoleFile.find(name) else {
            throw ProblemDetails(.notFound, "the console has no file of that name")
        }
        return answer(file, head)
    }

    private static func answer(_ file: ConsoleFile, _ head: RequestHead, more: [AnswerField] = []) -> Answer {
        // A browser asks again each time, and gets the file only if it has changed.
        let fields =
            [
                AnswerField(.cacheControl, "no-cache"), AnswerField(.entityTag, file.tag),
                AnswerField(.contentSecurityPolicy, policy), AnswerField(.referrerPolicy, "no-referrer"),
            ] + more
        if let known = head.fields[.ifNoneMatch], Preference.list(known).contains(where: { matches($0.name, file.tag) })
        {
            return Answer(304, fields)
        }
        return Answer(200, [AnswerField(.contentType, file.mediaType)] + fields, file.bytes)
    }

    /// Weak comparison (RFC 9110 §8.8.3.2): a coded answer has a weak tag for some servers in between.
    private static func matches(_ known: String, _ tag: String) -> Bool {
        known == "*" || known == tag || known == "w/\(tag)"
    }
}
