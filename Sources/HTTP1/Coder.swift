// Compresses the answer to one request, if the client accepts it.

import Exchange

/// How the answer to a request is coded.
struct Coder: Sendable {
    private let coding: AcceptedCoding
    private let fields: [AnswerField]
    private let minimum: Int
    private let inlineBytes: Int

    /// - Parameters:
    ///   - head: the head of the request.
    ///   - fields: what every answer to it carries.
    ///   - limits: from which size on an answer is compressed.
    init(_ head: RequestHead, _ fields: [AnswerField], _ limits: ServerLimits) {
        coding = AcceptedCoding(head.fields[.acceptEncoding])
        self.fields = fields
        minimum = limits.codedBytes
        inlineBytes = limits.inlineBodyBytes
    }

    /// Whether compressing an answer of that size takes too long for the loop.
    func takesLong(_ count: Int) -> Bool {
        count > inlineBytes && coding.applies(to: count, from: minimum)
    }

    /// The most bytes that a job holds: a plain and a compressed answer exist together for a while.
    func bytes(of cost: Cost) -> Int {
        guard coding.coding != nil else { return cost.bytes }
        let (both, overflow) = cost.answerBytes.multipliedReportingOverflow(by: 2)
        return overflow ? .max : max(cost.bytes, both)
    }

    /// The answer as it is sent; the ticket holds no more than that needs then.
    func outcome(_ answer: Answer, _ ticket: inout Ticket) -> BackgroundWork.Outcome {
        var (answer, fields) = (answer, fields)
        if coding.applies(to: answer.byteCount, from: minimum) { answer.note.stages.begin(.compress) }
        coding.apply(to: &answer, &fields, from: minimum)
        answer.note.stages.end()
        ticket.settle(at: answer.byteCount)
        return .answer(answer, fields)
    }
}
