// A request that the server itself refuses, with the status and the reason that say so.

/// Why a request was refused before its content was looked at.
///
/// The connection ends with it, unless all of the request has come.
package struct RequestFailure: Error, Sendable, Equatable {
    /// What metrics count refusals by.
    package enum Reason: String, Sendable, CaseIterable {
        /// Not HTTP/1.1, or something that two servers could read in two ways.
        case malformed
        /// An unsupported method, version, expectation or transfer coding.
        case unsupported
        case headerSize = "header_size"
        case bodySize = "body_size"
        /// The body inflates to much more than it has bytes.
        case inflation
        case headerTime = "header_time"
        case bodyTime = "body_time"
        /// All requests together hold too much.
        case heldBytes = "held_bytes"
        /// Too many answers are being computed or wait for that.
        case waitingAnswers = "waiting_answers"
        case handlerTime = "handler_time"
        case draining
        /// The application did not want the body.
        case unwanted
    }

    package let status: Int
    package let detail: String
    package let reason: Reason

    init(_ status: Int, _ detail: String, _ reason: Reason = .malformed) {
        self.status = status
        self.detail = detail
        self.reason = reason
    }
}
