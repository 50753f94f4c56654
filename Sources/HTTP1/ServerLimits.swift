// Limits on what a client may use, in one table: bytes, counts and seconds that an operator may want to change.

/// What clients may use of a server, and for how long.
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
    /// Connections at one time from one IPv4 address, or the 64 bits of an IPv6 address that one customer has; more are closed
    /// at once.
    package var connectionsPerAddress = Int.max
    /// Requests on one connection, which is closed after the last.
    package var requestsPerConnection = Int.max
    /// Bytes that may wait behind a request until it is answered; with more the connection ends after the answer.
    package var pipelinedBytes = 1 << 17
    /// Bytes that all requests and answers hold together, from the first byte that arrives to the last that is sent;
    /// more: 503, and a body that is still arriving is dropped.
    package var heldBytes = 1 << 30
    /// Requests that are processed off the loops, or wait for that; more: 503.
    package var waitingAnswers = 256
    /// Bytes of JSON above which a request is read and answered by another thread than the one that received it; of tensors
    /// as bytes some times as many.
    package var inlineBodyBytes = 32 << 10
    /// Bytes of an answer from which on it is compressed for a client that accepts it.
    package var codedBytes = 1 << 10
    /// Bytes that a refused client may still send before the connection is cut.
    package var lingerBytes = 64 << 20

    /// Seconds for the handshake of TLS; longer: the connection is cut.
    package var handshakeSeconds = 10.0
    /// Seconds for a header section to arrive, from its first byte on; longer: 408.
    package var headerSeconds = 10.0
    /// Seconds without a byte of a body that is under way; longer: 408.
    package var bodySeconds = 30.0
    /// Bytes per second that a body must arrive with on average, once it took `bodySeconds`; fewer: 408.
    package var bodyBytesPerSecond = 512.0
    /// Seconds that a connection may be idle between requests; longer: it is closed.
    package var idleSeconds = 75.0
    /// Seconds that an answer may take to be computed, waiting for a thread included; longer: 503.
    package var handlerSeconds = 60.0
    /// Seconds that an answer may wait without a byte being read; longer: the connection is cut.
    package var writeSeconds = 30.0
    /// Bytes per second that an answer must be read with on average, once it took `writeSeconds`; fewer: the connection
    /// is cut.
    package var answerBytesPerSecond = 16_384.0
    /// Seconds that a refused client has to read its answer; longer: the connection is cut.
    package var lingerSeconds = 2.0
    /// Seconds that an idle connection is kept while draining, for a request that may be on its way.
    package var drainIdleSeconds = 1.0
    /// Seconds that a request may go on arriving while draining; longer: 503.
    package var drainRequestSeconds = 5.0

    package init() {}
}
