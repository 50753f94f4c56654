// A client's text in a message.

extension String {
    /// A text of the client as a message repeats it: in quotes, and cut if it is long.
    package var quoted: String {
        "\"\(shortened(above: 100))\""
    }

    /// The text, or its beginning if it has more than that many bytes.
    package func shortened(above bytes: Int) -> String {
        // By scalars: a single character can be as long as a request.
        utf8.count <= bytes ? self : "\(String(String.UnicodeScalarView(unicodeScalars.prefix(60))))..."
    }
}
