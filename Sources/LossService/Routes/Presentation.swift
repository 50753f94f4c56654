// How a JSON answer ends and is laid out: for programs, or for people at a terminal.

import Contract
import Exchange
import TensorJSON

/// What a request wants of its answer's looks.
struct Presentation {
    /// Whether a line break follows the JSON, so that a prompt begins on a line of its own.
    private let endsLine: Bool
    /// Whether the JSON is laid out over several lines.
    private let isPretty: Bool

    /// The largest answer that is laid out, in bytes: indentation makes text several times longer, and nobody reads more.
    private static let prettyBytes = 16 << 10

    init(_ head: RequestHead) {
        isPretty = Self.asksForLayout(head.target)
        endsLine = isPretty || head.fields[.accept].map(Self.includesText) ?? false
    }

    /// Whether the query has the parameter `pretty`, without a value or with `true`.
    private static func asksForLayout(_ target: String) -> Bool {
        guard let mark = target.utf8.firstIndex(of: UInt8(ascii: "?")) else { return false }
        return target[mark...].dropFirst().split(separator: "&").contains { ["pretty", "pretty=true"].contains($0) }
    }

    /// Whether a value of `Accept` includes text.
    private static func includesText(_ accept: String) -> Bool {
        accept == "*/*" || accept.lowercased().contains("text/") || accept.contains("*/*")
    }

    /// The outcome whose answers look as is wanted.
    func apply(to outcome: Reception.Outcome) -> Reception.Outcome {
        guard endsLine else { return outcome }
        switch outcome {
        case .answer(let answer): return .answer(present(answer))
        case .read(let reader):
            let presentation = self
            return .read(
                BodyReader(pace: reader.pace, bytes: reader.bytes) { body, context in
                    switch reader.plan(body, context) {
                    case .answer(let answer): .answer(presentation.present(answer))
                    case .job(let job): .job(Job(cost: job.cost) { presentation.present(job.run()) })
                    }
                })
        }
    }

    /// The answer as it is wanted, where it is JSON.
    private func present(_ answer: consuming Answer) -> Answer {
        let type = answer.fields[.contentType]
        guard type == MediaType.json.rawValue || type == MediaType.problem.rawValue else { return answer }
        if isPretty, answer.byteCount <= Self.prettyBytes { answer.body = JSONLayout.text(answer.body) }
        answer.body.append(UInt8(ascii: "\n"))
        return answer
    }
}
