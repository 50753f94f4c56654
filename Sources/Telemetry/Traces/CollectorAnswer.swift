// What a collector answers to a batch of spans.

/// Reads the bytes of an HTTP/1.1 answer.
package enum CollectorAnswer {
    /// What became of the batch.
    ///
    /// - Parameter bytes: the answer, to the end of the connection.
    /// - Returns: what is to be done with the batch.
    package static func outcome(_ bytes: [UInt8]) -> SpanExporter.Outcome {
        let text = String(decoding: bytes, as: UTF8.self)
        let line = text.prefix { !$0.isNewline }
        let parts = line.split(separator: " ", maxSplits: 2)
        guard parts.count >= 2, parts[0].hasPrefix("HTTP/1."), let status = Int(parts[1]) else {
            return .later(reason: "the answer is not HTTP", afterSeconds: nil)
        }
        switch status {
        case 200...299: return .taken(rejected: number(after: "\"rejectedSpans\"", in: text) ?? 0)
        // Those that the protocol says to try again after.
        case 429, 502, 503, 504:
            let seconds = number(after: "\r\nretry-after", in: text.lowercased()).map(Double.init)
            return .later(reason: "it answered \(line.dropFirst(9))", afterSeconds: seconds)
        default: return .refused(reason: "it answered \(line.dropFirst(9))")
        }
    }

    /// The number that follows a name, a colon and perhaps a quote.
    private static func number(after name: String, in text: String) -> Int? {
        guard let place = text.firstRange(of: name)?.upperBound else { return nil }
        let rest = text[place...].drop { [":", " ", "\""].contains($0) }
        return Int(rest.prefix { $0.isASCII && $0.isNumber })
    }
}
