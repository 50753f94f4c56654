// Which coding of an answer a client prefers.

import Compression
import HTTPTypes

/// What an `Accept-Encoding` asks for.
struct AcceptedCoding: Sendable {
    /// The coding that the client likes best; `nil` for none.
    let coding: ContentCoding?
    /// Whether the client refuses what is not coded.
    let isRequired: Bool

    /// Weighs the codings (RFC 9110 §12.5.3); of two that the client likes as much, the smaller one.
    init(_ field: String?) {
        guard let field else {
            (coding, isRequired) = (nil, false)
            return
        }
        var weights: [String: Double] = [:]
        for element in field.lowercased().split(separator: ",") {
            let parts = element.split(separator: ";").map { $0.filter { $0 != " " && $0 != "\t" } }
            guard let name = parts.first, !name.isEmpty else { continue }
            let weight = parts.dropFirst().first { $0.hasPrefix("q=") }.map { Double($0.dropFirst(2)) ?? 0 } ?? 1
            weights[ContentCoding(name: name)?.rawValue ?? name] = weight
        }
        let other = weights["*"]
        var best: (coding: ContentCoding, weight: Double)?
        for coding in ContentCoding.allCases {
            let weight = weights[coding.rawValue] ?? other ?? 0
            if weight > best?.weight ?? 0 { best = (coding, weight) }
        }
        let identity = weights["identity"] ?? (other == 0 ? 0 : nil)
        isRequired = identity == 0
        // Whoever names "identity" says how much it is liked; otherwise it is taken where nothing else is.
        if let best, best.weight >= identity ?? 0 { coding = best.coding } else { coding = nil }
    }

    /// Codes an answer where the client likes that and it is worth it.
    ///
    /// - Parameters:
    ///   - answer: what was answered.
    ///   - minimum: the fewest bytes that are worth it.
    /// - Returns: the answer, coded or not.
    func apply(to answer: Answer, from minimum: Int) -> Answer {
        var answer = answer
        guard !answer.body.isEmpty, answer.body.count >= minimum || isRequired else { return answer }
        // A cache must not give what is coded to those who did not ask for it.
        answer.head.headerFields.append(HTTPField(name: .vary, value: "Accept-Encoding"))
        guard let coding, !answer.head.headerFields.contains(.contentEncoding),
            let compressed = Deflater.deflate(answer.body, as: coding)
        else { return answer }
        answer.head.headerFields[.contentEncoding] = coding.rawValue
        answer.body = compressed
        return answer
    }
}
