// Members and lists of strings, which many answers have.

package import TensorJSON

extension JSONWriter {
    /// Writes a member whose value is a string.
    package mutating func member(_ name: StaticString, _ text: String) {
        field(name)
        string(text)
    }

    /// Writes a member whose value is a string, or null.
    package mutating func member(_ name: StaticString, orNull text: String?) {
        field(name)
        if let text { string(text) } else { null() }
    }

    /// Writes a list of strings.
    package mutating func strings(_ texts: [String]) {
        array { writer in
            for text in texts { writer.string(text) }
        }
    }
}
