// The one form of every error answer: application/problem+json, RFC 9457.

package import Exchange
package import TensorJSON

/// An error answer.
package struct ProblemDetails: Error, Sendable {
    /// How many faults an answer names.
    package static let faultLimit = 20

    package let kind: ProblemKind
    package private(set) var detail: String
    /// What is wrong, one by one; never none.
    package private(set) var faults: [RequestFault]
    /// The line that holds the request, where each line of a text holds one.
    private var line: Int?
    private var fields: [AnswerField] = []

    /// A problem that is not a matter of the body's content.
    package init(_ kind: ProblemKind, _ detail: String, known: [String] = [], fields: [AnswerField] = []) {
        self.kind = kind
        self.detail = detail
        self.fields = fields
        if kind == .unavailable { self.fields.append(AnswerField(.retryAfter, "1")) }
        faults = [RequestFault(code: kind.rawValue, at: .none, detail, known: known)]
    }

    /// A well-formed request that cannot be evaluated.
    package init(_ faults: FaultList) {
        kind = .unprocessable
        self.faults = faults.kept
        let first = faults.kept.first?.detail ?? ""
        // With a full list, some checks were skipped.
        let number = faults.isFull ? "at least \(faults.count)" : "\(faults.count)"
        detail = faults.count > 1 ? "\(number) faults, the first: \(first)" : first
    }

    /// A body of which this fault is all that can be said.
    package init(_ kind: ProblemKind, _ fault: RequestFault) {
        self.kind = kind
        detail = fault.detail
        faults = [fault]
    }

    /// A text that is not JSON.
    package init(_ error: JSONSyntaxError, in text: [UInt8]) {
        kind = .badRequest
        let (line, column) = error.position(in: text)
        detail = "line \(line), column \(column): \(error.detail)"
        faults = [
            RequestFault(
                code: error.code.rawValue, at: .offset(error.offset, line: line, column: column), error.detail)
        ]
    }

    /// The same problem, with other places of its faults.
    package func moved(_ place: (RequestFault.Place) -> RequestFault.Place) -> ProblemDetails {
        var problem = self
        problem.faults = faults.map { $0.moved(to: place($0.place)) }
        return problem
    }

    /// The problem of a request that is one line of a text.
    package func inLine(_ number: Int) -> ProblemDetails {
        var problem = self
        problem.line = number
        if case .offset(let offset, _, let column) = faults[0].place {
            problem.detail = "line \(number), column \(column): \(faults[0].detail)"
            problem.faults = [
                RequestFault(
                    code: faults[0].code, at: .offset(offset, line: number, column: column), faults[0].detail)
            ]
        }
        return problem
    }

    /// The answer; `requestID` becomes its `instance`.
    package func answer(requestID: RequestID?) -> Answer {
        var answer = MediaType.problem.answer(kind.status, body(requestID: requestID)).unstored
        answer.fields += fields
        answer.note.faults = faults.map(\.code)
        return answer
    }

    /// The answer as clients of the Open Inference Protocol read it: JSON, with a member `error` that says what is wrong.
    package func inferenceAnswer(requestID: RequestID?) -> Answer {
        var answer = MediaType.json.answer(kind.status, body(requestID: requestID, hasError: true)).unstored
        answer.fields += fields
        answer.note.faults = faults.map(\.code)
        answer.isCodable = false
        return answer
    }

    /// The document; `requestID` becomes its `instance`, and the detail its `error` where one is wanted.
    package func body(requestID: RequestID?, hasError: Bool = false) -> [UInt8] {
        var writer = JSONWriter()
        writer.object { writer in
            writer.field("type")
            writer.string("urn:lossd:problem:\(kind.rawValue)")
            writer.field("title")
            writer.string(kind.title)
            writer.field("status")
            writer.integer(kind.status)
            writer.field("detail")
            writer.string(detail)
            if hasError {
                writer.field("error")
                writer.string(detail)
            }
            if let requestID {
                writer.field("instance")
                writer.string(requestID.description)
            }
            if let line {
                writer.field("line")
                writer.integer(line)
            }
            writer.field("errors")
            writer.array { writer in
                // All losses are listed once, however many are unknown.
                var listed: Set<String> = []
                for fault in faults {
                    fault.write(into: &writer, listsKnown: fault.known.isEmpty || listed.insert(fault.code).inserted)
                }
            }
        }
        return writer.bytes
    }
}
