// The request line and header fields of a request, as both halves see them.

/// Everything about a request but its body.
package struct RequestHead: Sendable {
    /// Which body the header section announces.
    package enum Announcement: Sendable {
        case none
        /// One that is so short that the server reads it even if it is not needed, and the connection goes on.
        case short
        /// A longer one, or one of unstated length.
        case long
    }

    package let method: Method
    /// The target as it was sent, in origin form where it named a host, or `*`.
    package let target: String
    package var fields: HeaderFields
    package var announcement = Announcement.none
    /// The identifier of the request, which its answer repeats.
    package var requestID = RequestID.random(0)

    package init(method: Method, target: String, fields: HeaderFields = HeaderFields()) {
        self.method = method
        self.target = target
        self.fields = fields
    }

    /// The target without its query.
    package var path: Substring {
        target[..<(target.utf8.firstIndex(of: UInt8(ascii: "?")) ?? target.endIndex)]
    }
}
