// What becomes of a request once its header section is read: everything that can be decided without the body.

/// What access logs and metrics record of a request besides its answer.
package struct RequestNote: Sendable {
    /// The template of the route; empty where there is none.
    package var route = ""
    /// The name of the client's token, where there is one.
    package var caller: String?
    /// Its place in a distributed trace, where it has one.
    package var trace: TraceSpan?

    package init() {}
}

/// The decision about a request, made once, from its head.
package struct Reception: Sendable {
    package enum Outcome: Sendable {
        /// The body, if there is one, is of no use.
        case answer(Answer)
        case read(BodyReader)
    }

    package var outcome: Outcome
    /// Header fields that every answer to the request carries, whatever comes of it.
    package var fields: [AnswerField] = []
    package var note = RequestNote()
    /// Whether the answer says how long each stage took.
    package var answersTimes = false

    /// Whether somebody wants to know how long each stage takes.
    package var timesStages: Bool { answersTimes || note.trace?.isSampled == true }

    package init(_ outcome: Outcome, route: String = "") {
        self.outcome = outcome
        note.route = route
    }
}
