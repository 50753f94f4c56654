// What a server holds at one moment.

/// Values that go up and down, with the most that they may be.
package struct ServerGauges: Sendable {
    /// Answers that are computed off the loops, or wait for that.
    package var waitingAnswers = 0
    package var waitingAnswersLimit = 0
    /// Bytes that requests and answers hold together.
    package var heldBytes = 0
    package var heldBytesLimit = 0
    package var connectionsLimit = 0
    /// When the certificate expires, in seconds since 1970; `nil` without TLS.
    package var certificateExpiry: Double?
    /// How many spans a collector took, and how many were lost; `nil` where none is exported.
    package var spans: (exported: Int, dropped: Int)?

    package init() {}
}
