// Which coding of an answer a client prefers.

import Compression
import Exchange

/// What an `Accept-Encoding` asks for.
struct AcceptedCoding: Sendable {
    /// The coding that the client prefers; `nil` for none.
    let coding: ContentCoding?
    /// Whether the client refuses an answer that is not coded.
    let isRequired: Bool

    /// Ranks the codings by their weights (RFC 9110 §12.5.3); of two with the same weight, the smaller one.
    init(_ field: String?) {
        guard let field else {
            (coding, isRequired) = (nil, false)
            return
        }
        let weights = Preference.list(field).map { preference in
            (name: ContentCoding(name: preference.name)?.rawValue ?? preference.name, weight: preference.weight ?? 0)
        }
        func weight(_ name: String) -> Double? { weights.last { $0.name == name }?.weight }
        let other = weight("*")
        var best: (coding: ContentCoding, weight: Double)?
        for coding in ContentCoding.allCases {
            let weight = weight(coding.rawValue) ?? other ?? 0
            if weight > best?.weight ?? 0 { best = (coding, weight) }
        }
        let identity = weight("identity") ?? (other == 0 ? 0 : nil)
        isRequired = identity == 0
        // A client that names "identity" states its weight; otherwise it is the last choice.
        if let best, best.weight >= identity ?? 0 { coding = best.coding } else { coding = nil }
    }

    /// Whether an answer of that many bytes would be compressed, which takes time.
    func applies(to count: Int, from minimum: Int) -> Bool {
        coding != nil && count >= minimum
    }

    /// Compresses an answer if the client accepts it and it is large enough.
    ///
    /// - Parameters:
    ///   - answer: the answer.
    ///   - fields: the fields that go with every answer to the request, to which `Vary` is added.
    ///   - minimum: the fewest bytes that are worth it.
    func apply(to answer: inout Answer, _ fields: inout [AnswerField], from minimum: Int) {
        guard answer.isCodable, !answer.pieces.isEmpty, answer.byteCount >= minimum || isRequired else { return }
        // A cache must not give a coded answer to a client that did not ask for it.
        fields.append(AnswerField(.vary, "Accept-Encoding"))
        guard let coding, answer.fields[.contentEncoding] == nil,
            let compressed = Deflater.deflate(answer.body, as: coding)
        else { return }
        fields.append(AnswerField(.contentEncoding, coding.rawValue))
        answer.body = compressed
    }
}
