// The limits of a server as settings: bytes, counts and seconds.

import ArgumentParser
import HTTP1
import LossService

/// What clients may use; `Scripts/reference` writes the table in Documentation/Operations.md from these lines.
///
/// A limit is a property of `ServerLimits` or `ServiceLimits`, where its default is, and a line here.
struct LimitOptions: ParsableArguments {
    // Above 2⁴⁰ other things break first: no index and no clock overflows.
    @Option(
        \.connections, 1...1 << 40,
        "Connections at one time, or what descriptors allow; more wait in the system's queue.")
    var maxConnections: Limit

    @Option(
        \.connectionsPerAddress, 1...1 << 40,
        "Connections at one time from one IPv4 address or one IPv6 /64; more are closed at once.",
        fallback: "three quarters of --max-connections")
    var maxConnectionsPerAddress: Limit

    @Option(\.requestsPerConnection, 1...1 << 40, "Requests on one connection, which is closed after the last.")
    var maxRequestsPerConnection: Limit

    @Option(
        \.pipelinedBytes, 1...1 << 40,
        "Bytes that may wait behind a request until it is answered; with more the connection ends then.")
    var maxPipelinedBytes: Limit

    @Option(\.targetBytes, 1...1 << 40, "Bytes of a request target; more: 414.")
    var maxTargetBytes: Limit

    @Option(\.headerBytes, 1...1 << 40, "Bytes of a header section; more: 431.")
    var maxHeaderBytes: Limit

    @Option(\.headerFields, 1...1 << 40, "Fields of a header section; more: 431.")
    var maxHeaderFields: Limit

    @Option(\.bodyBytes, 0...1 << 40, "Bytes of a request body as it arrives; more: 413.")
    var maxBodyBytes: Limit

    @Option(\.inflatedBytes, 0...1 << 40, "Bytes that a compressed body may inflate to; more: 413.")
    var maxInflatedBytes: Limit

    @Option(
        \.inflationRatio, 1...1 << 40,
        "How many times its own bytes a compressed body may inflate to, beyond the first megabyte; more: 413.")
    var maxInflationRatio: Limit

    @Option(\.heldBytes, 0...1 << 40, "Bytes that all requests and answers hold together; more: 503, with Retry-After.")
    var maxHeldBytes: Limit

    @Option(
        \.waitingAnswers, 0...1 << 40,
        "Requests that are processed off the loops, or wait for that; more: 503, with Retry-After.")
    var maxWaitingAnswers: Limit

    @Option(\.answerBytes, 1...1 << 40, "Bytes of one answer; a request whose answer can have more: 422.")
    var maxAnswerBytes: Limit

    // Deeper, reading would need more stack than a thread has.
    @Option(\.depth, 1...512, "Lists and objects inside each other in a request; more: 400.")
    var maxDepth: Limit

    @Option(\.tasks, 1...1 << 40, "Tasks of a request; more: 422.")
    var maxTasks: Limit

    @Option(\.tensors, 1...1 << 40, "Tensors of a request; more: 422.")
    var maxTensors: Limit

    // With more elements, indices are not exact in float32.
    @Option(\.tensorElements, 1...1 << 24, "Elements of a tensor; more: 422.")
    var maxTensorElements: Limit

    @Option(
        \.evaluatedElements, 1...1 << 40,
        "Elements that all tasks of a request evaluate together, broadcasting included; more: 422.")
    var maxEvaluatedElements: Limit

    @Option(\.handshakeSeconds, 0...86_400, "Seconds for the handshake of TLS; longer: the connection is cut.")
    var handshakeSeconds: Limit

    @Option(\.headerSeconds, 0...86_400, "Seconds for a header section, from its first byte on; longer: 408.")
    var headerSeconds: Limit

    @Option(\.bodySeconds, 0...86_400, "Seconds without a byte of a body; longer: 408.")
    var bodySeconds: Limit

    @Option(
        \.bodyBytesPerSecond, 0...1e12,
        "Bytes per second that a body arrives with on average, once it took --body-seconds; fewer: 408.")
    var minBodyRate: Limit

    @Option(\.idleSeconds, 0...86_400, "Seconds that a connection may be idle; longer: it is closed.")
    var idleSeconds: Limit

    @Option(
        \.handlerSeconds, 0...86_400,
        "Seconds to compute an answer, waiting for a thread included; longer: 503, with Retry-After.")
    var handlerSeconds: Limit

    @Option(
        \.writeSeconds, 0...86_400,
        "Seconds that an answer may wait without a byte being read; longer: the connection is cut.")
    var writeSeconds: Limit

    @Option(
        \.answerBytesPerSecond, 0...1e12,
        "Bytes per second that an answer is read with on average, once it took --write-seconds; fewer: the connection is cut."
    )
    var minAnswerRate: Limit

    /// The limits on bytes, counts and seconds; `descriptors` is how many the process may open.
    func serverLimits(descriptors: Int) -> ServerLimits {
        var limits = Limits()
        apply(to: &limits)
        // Some descriptors are for other things than connections.
        limits.server.connections = min(limits.server.connections, max(descriptors - 64, 16))
        // More than a proxy keeps, and others still get in.
        if limits.server.connectionsPerAddress == .max {
            limits.server.connectionsPerAddress = max(limits.server.connections * 3 / 4, 1)
        }
        return limits.server
    }

    /// The limits on the content of requests.
    var serviceLimits: ServiceLimits {
        var limits = Limits()
        apply(to: &limits)
        limits.service.workingBytes = limits.server.heldBytes
        return limits.service
    }

    private func apply(to limits: inout Limits) {
        for child in Mirror(reflecting: self).children {
            if let option = child.value as? Option<Limit> { option.wrappedValue.apply(&limits) }
        }
    }
}
