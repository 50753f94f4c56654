// What is wrong with a text that is not JSON, and where.

/// A breach of RFC 8259, or of a limit on the shape of a document.
package struct JSONSyntaxError: Error, Equatable {
    /// The kinds of breach; the raw values are the stable codes of the HTTP contract.
    package enum Code: String, Sendable, CaseIterable {
        case syntax = "malformed_json"
        case duplicateKey = "duplicate_key"
        case depth = "too_deep"
    }

    package let code: Code
    /// The offset, in bytes, of the first byte that is not allowed where it is.
    package let offset: Int
    package let detail: String

    init(_ detail: String, at offset: Int, code: Code = .syntax) {
        self.code = code
        self.offset = offset
        self.detail = detail
    }

    /// The same breach at another offset.
    package func moved(to offset: Int) -> JSONSyntaxError {
        JSONSyntaxError(detail, at: offset, code: code)
    }

    /// The line and the column of the offset in `text`, both counted from 1, the column in bytes.
    package func position(in text: [UInt8]) -> (line: Int, column: Int) {
        var line = 1
        var column = 1
        for byte in text.prefix(offset) {
            if byte == UInt8(ascii: "\n") {
                line += 1
                column = 1
            } else {
                column += 1
            }
        }
        return (line, column)
    }
}
