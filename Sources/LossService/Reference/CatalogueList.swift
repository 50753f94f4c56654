// A catalogue as JSON: all of it, or one entry by its name.

package import Contract
import Exchange
import TensorJSON

/// The entries of one catalogue, written once in each language.
package struct CatalogueList: Sendable {
    private let all: [CatalogueLanguage: [UInt8]]
    private let find: @Sendable (String, CatalogueLanguage) -> [UInt8]?
    private let unknown: @Sendable (String) -> UnknownName

    /// - Parameters:
    ///   - field: the member that holds all entries.
    ///   - entries: the entries.
    ///   - find: the entry of a name or an alias.
    ///   - unknown: what to say when there is no entry of that name.
    ///   - write: writes an entry.
    init<Entry: Sendable>(
        _ field: StaticString, _ entries: [Entry], find: @escaping @Sendable (String) -> Entry?,
        unknown: @escaping @Sendable (String) -> UnknownName,
        write: @escaping @Sendable (Entry, CatalogueLanguage, inout JSONWriter) -> Void
    ) {
        var all: [CatalogueLanguage: [UInt8]] = [:]
        for language in CatalogueLanguage.allCases {
            var writer = JSONWriter()
            writer.object { writer in
                writer.field(field)
                writer.array { writer in
                    for entry in entries { write(entry, language, &writer) }
                }
            }
            all[language] = writer.bytes
        }
        self.all = all
        self.find = { name, language in
            find(name).map { entry in
                var writer = JSONWriter()
                write(entry, language, &writer)
                return writer.bytes
            }
        }
        self.unknown = unknown
    }

    /// All entries, as JSON.
    package var json: [UInt8] { json(.english) }

    private func json(_ language: CatalogueLanguage) -> [UInt8] { all[language] ?? [] }

    /// One entry, as JSON.
    ///
    /// - Throws: 404.
    package func json(
        of name: String, _ language: CatalogueLanguage = .english
    ) throws(ProblemDetails) -> [UInt8] {
        guard let entry = find(name, language) else {
            let unknown = unknown(name)
            throw ProblemDetails(.notFound, unknown.detail, known: unknown.known)
        }
        return entry
    }

    /// All entries in the language that a request prefers.
    func answer(to head: RequestHead) -> Answer {
        let language = CatalogueLanguage(head.fields)
        return Self.answer(json(language), language)
    }

    /// One entry in the language that a request prefers.
    ///
    /// - Throws: 404.
    func answer(to head: RequestHead, for name: Substring) throws(ProblemDetails) -> Answer {
        let language = CatalogueLanguage(head.fields)
        return Self.answer(try json(of: String(name), language), language)
    }

    private static func answer(_ json: [UInt8], _ language: CatalogueLanguage) -> Answer {
        var answer = MediaType.json.answer(200, json)
        answer.fields += [
            AnswerField(.contentLanguage, language.rawValue), AnswerField(.vary, FieldName.acceptLanguage.spelling),
        ]
        return answer
    }
}
