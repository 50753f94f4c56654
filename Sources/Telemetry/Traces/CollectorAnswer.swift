// What a collector answers to a batch of spans.

/// Reads the bytes of an HTTP/1.1 answer, without trust: whatever they are, they mean one of three things.
package enum CollectorAnswer {
    /// Whether nothing more is to come, as far as the head of the answer says.
    ///
    /// - Parameter bytes: what has come so far.
    /// - Returns: false also where only the end of the connection ends the answer.
    package static func isWhole(_ bytes: [UInt8]) -> Bool {
        guard let (head, body) = parts(of: bytes) else { return false }
        let fields = head.lowercased()
        if ["204", "304"].contains(status(of: head).map(String.init)) { return true }
        if let length = number(after: "\r\ncontent-length", in: fields) { return body.count >= length }
        return fields.contains("\r\ntransfer-encoding") && body.suffix(5).elementsEqual("0\r\n\r\n".utf8)
    }

    /// What became of the batch.
    ///
    /// - Parameter bytes: the answer, perhaps cut.
    /// - Returns: what is to be done with the batch.
    package static func outcome(_ bytes: [UInt8]) -> SpanExporter.Outcome {
        // Even an answer whose head is cut may have its status.
        let (head, body) = parts(of: bytes) ?? (String(decoding: bytes.prefix(512), as: UTF8.self), [])
        guard let status = status(of: head) else {
            return .later(reason: "the answer is not HTTP", afterSeconds: nil)
        }
        let reason = "it answered with status \(status)"
        switch status {
        case 200...299:
            return .taken(rejected: number(after: "\"rejectedSpans\"", in: String(decoding: body, as: UTF8.self)) ?? 0)
        // Those that the protocol says to try again after.
        case 429, 502, 503, 504:
            return .later(
                reason: reason, afterSeconds: number(after: "\r\nretry-after", in: head.lowercased()).map(Double.init))
        default: return .refused(reason: reason)
        }
    }

    /// The head of the final answer and what follows it; `nil` while that has not come whole.
    private static func parts(of bytes: [UInt8]) -> (head: String, body: ArraySlice<UInt8>)? {
        var rest = bytes[...]
        while let end = endOfHead(in: rest) {
            let head = String(decoding: rest[..<end], as: UTF8.self)
            rest = rest[end...]
            // 100 (Continue) and the like come before the answer.
            guard let status = status(of: head), (100..<200).contains(status) else { return (head, rest) }
        }
        return nil
    }

    private static func endOfHead(in bytes: ArraySlice<UInt8>) -> Int? {
        let mark = Array("\r\n\r\n".utf8)
        guard bytes.count >= mark.count else { return nil }
        let places = bytes.startIndex...(bytes.endIndex - mark.count)
        return places.first { bytes[$0..<$0 + mark.count].elementsEqual(mark) }.map { $0 + mark.count }
    }

    private static func status(of head: String) -> Int? {
        let words = head.prefix { !$0.isNewline }.split(separator: " ", maxSplits: 2)
        guard words.count >= 2, words[0].hasPrefix("HTTP/1."), words[1].count == 3 else { return nil }
        return Int(words[1]).flatMap { (100...599).contains($0) ? $0 : nil }
    }

    /// The number that follows a name, a colon and perhaps a quote.
    private static func number(after name: String, in text: String) -> Int? {
        guard let place = text.firstRange(of: name)?.upperBound else { return nil }
        let rest = text[place...].drop { [":", " ", "\""].contains($0) }
        return Int(rest.prefix { $0.isASCII && $0.isNumber })
    }
}
