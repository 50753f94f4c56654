// A client's text in a message.

extension String {
    /// A text of the client as a message repeats it: in quotes, and not at any length.
    var quoted: String {
        utf8.count <= 100 ? "\"\(self)\"" : "\"\(prefix(60))...\""
    }
}
