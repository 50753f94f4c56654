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
    package var body: [UInt8]
    /// Whether it may be compressed: some clients do not expect that of every answer.
    package var isCodable = true
    package var note = AnswerNote()

    package init(_ status: Int, _ fields: [AnswerField] = [], _ body: [UInt8] = []) {
        self.status = status
        self.fields = fields
        self.body = body
    }
}
