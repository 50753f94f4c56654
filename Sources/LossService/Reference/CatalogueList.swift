// A catalogue as JSON: all of it, or one entry by its name.

package import Contract
import Exchange
import TensorJSON

/// The entries of one catalogue, written once.
package struct CatalogueList: Sendable {
    private let all: [UInt8]
    private let find: @Sendable (String) -> [UInt8]?
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
        write: @escaping @Sendable (Entry, inout JSONWriter) -> Void
    ) {
        var writer = JSONWriter()
        writer.object { writer in
            writer.field(field)
            writer.array { writer in
                for entry in entries { write(entry, &writer) }
            }
        }
        all = writer.bytes
        self.find = { name in
            find(name).map { entry in
                var writer = JSONWriter()
                write(entry, &writer)
                return writer.bytes
            }
        }
        self.unknown = unknown
    }

    /// All entries, as JSON.
    package var json: [UInt8] { all }

    /// One entry, as JSON.
    ///
    /// - Throws: 404.
    package func json(of name: String) throws(ProblemDetails) -> [UInt8] {
        guard let entry = find(name) else {
            let unknown = unknown(name)
            throw ProblemDetails(.notFound, unknown.detail, known: unknown.known)
        }
        return entry
    }

    var answer: Answer { MediaType.json.answer(200, all) }

    func answer(for name: Substring) throws(ProblemDetails) -> Answer {
        MediaType.json.answer(200, try json(of: String(name)))
    }
}
