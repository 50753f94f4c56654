// What becomes of a request once its header section is read: everything that can be decided without the body.

/// What access logs and metrics record of a request besides its answer.
package struct RequestNote: Sendable {
    /// The template of the route; empty where there is none.
    package var route = ""
    /// The name of the client's token, where there is one.
    package var caller: String?
    /// The trace and the span that the request belongs to, where it names them.
    package var trace: (traceID: String, spanID: String)?

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

    package init(_ outcome: Outcome, route: String = "") {
        self.outcome = outcome
        note.route = route
    }
}
