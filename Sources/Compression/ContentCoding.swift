// The content codings that are supported, besides identity.

/// A coding of a body (RFC 9110 §8.4.1).
package enum ContentCoding: String, Sendable, CaseIterable {
    case gzip
    /// The zlib format, whatever its name says.
    case deflate

    /// The coding of a name as `Content-Encoding` has it.
    package init?(name: String) {
        let name = name.lowercased()
        // RFC 9110 §8.4.1.3: the older name means the same.
        self.init(rawValue: name == "x-gzip" ? "gzip" : name)
    }

    /// What zlib calls the format: the size of the window, and 16 more for gzip.
    var windowBits: Int32 {
        self == .gzip ? 15 + 16 : 15
    }
}
