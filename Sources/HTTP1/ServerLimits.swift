// What the server bears, in one table: bytes, counts and seconds that an operator may have reasons to change.

/// What the server bears from one client, and for how long.
package struct ServerLimits: Sendable {
    /// Bytes of the request target; longer: 414.
    package var targetBytes = 8_192
    /// Bytes of the header section, and of the trailers; more: 431.
    package var headerBytes = 32_768
    /// Header fields; more: 431.
    package var headerFields = 100
    /// Bytes of a body, by its announced length or as counted; more: 413.
    package var bodyBytes = 64 << 20
    /// Bytes that a coded body may inflate to; more: 413.
    package var inflatedBytes = 64 << 20
    /// How many times its own bytes a coded body may inflate to, beyond the first megabyte; more: 413.
    package var inflationRatio = 200
    /// Bytes of one chunk's size line, extensions included; more: 400.
    package var chunkLineBytes = 256
    /// Connections at one time; more wait in the system's queue.
    package var connections = 8_192
    /// Connections at one time from one address; more are closed at once.
    package var connectionsPerAddress = Int.max
    /// Requests on one connection, which is closed after the last.
    package var requestsPerConnection = Int.max
    /// Bytes that may wait behind a request until it is answered; with more the connection ends after the answer.
    package var pipelinedBytes = 1 << 17
    /// Bytes of requests and answers that all connections hold together; more: 503, and bodies under way are dropped.
    package var heldBytes = 1 << 30
    /// How many times the bytes of its body a request counts among them while it is worked out.
    package var workingFactor = 4
    /// Answers that are worked out beside the loops, or wait for that; more: 503.
    package var waitingAnswers = 256
    /// Bytes of a body from which on a request is answered by another thread than the one that reads.
    package var inlineBodyBytes = 32 << 10
    /// Bytes of an answer from which on it is compressed for a client that likes that.
    package var codedBytes = 1 << 10
    /// Bytes that a refused client may still send before the connection is cut.
    package var lingerBytes = 64 << 20

    /// Seconds for the handshake of TLS; longer: the connection is cut.
    package var handshakeSeconds = 10.0
    /// Seconds for a header section to arrive, from its first byte on; longer: 408.
    package var headerSeconds = 10.0
    /// Seconds without a byte of a body that is under way; longer: 408.
    package var bodySeconds = 30.0
    /// Bytes in a second that a body must come with on the whole, once it took `bodySeconds`; fewer: 408.
    package var bodyBytesPerSecond = 512.0
    /// Seconds that a connection may be idle between requests; longer: it is closed.
    package var idleSeconds = 75.0
    /// Seconds that an answer may take to be worked out, waiting for its turn included; longer: 503.
    package var handlerSeconds = 60.0
    /// Seconds that an answer may wait for the client to read on; longer: the connection is cut.
    package var writeSeconds = 30.0
    /// Seconds that a refused client has to read its answer; longer: the connection is cut.
    package var lingerSeconds = 2.0
    /// Seconds that an idle connection is kept while draining, for a request that may be on its way.
    package var drainIdleSeconds = 1.0
    /// Seconds that a request may go on arriving while draining; longer: 503.
    package var drainRequestSeconds = 5.0

    package init() {}
}
