// An answer: status, header fields and body.

/// A header field of an answer.
package struct AnswerField: Sendable {
    package let name: FieldName
    package let value: String

    package init(_ name: FieldName, _ value: String) {
        self.name = name
        self.value = value
    }
}

extension [AnswerField] {
    /// The value of the first field of that name.
    package subscript(name: FieldName) -> String? {
        first { $0.name == name }?.value
    }
}

/// What a request is answered.
package struct Answer: Sendable {
    package let status: Int
    package var fields: [AnswerField]
    /// The body, in parts none of which is empty.
    package private(set) var pieces: [BodyPiece]
    /// Whether it may be compressed: some clients do not expect that of every answer.
    package var isCodable = true
    package var note = AnswerNote()

    package init(_ status: Int, _ fields: [AnswerField] = [], _ body: [UInt8] = []) {
        self.init(status, fields, pieces: [.bytes(body)])
    }

    package init(_ status: Int, _ fields: [AnswerField], pieces: [BodyPiece]) {
        self.status = status
        self.fields = fields
        // Most have one part, which needs no other list.
        self.pieces = pieces.contains { $0.count == 0 } ? pieces.filter { $0.count > 0 } : pieces
    }

    /// The number of bytes of the body.
    package var byteCount: Int { pieces.byteCount }

    /// The body in one list, which a body of several parts is copied to.
    package var body: [UInt8] {
        get { pieces.joined }
        _modify {
            var whole = pieces.joined
            // One reference, so that a change needs no copy.
            pieces = []
            defer { pieces = whole.isEmpty ? [] : [.bytes(whole)] }
            yield &whole
        }
    }
}
