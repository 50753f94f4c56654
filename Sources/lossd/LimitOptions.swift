// The limits of a server as settings: bytes, counts and seconds.

import ArgumentParser
import HTTP1
import LossService

/// What a server bears from clients; Documentation/Operations.md has the table.
struct LimitOptions: ParsableArguments {
    @Option(help: "Connections at one time; more wait in the system's queue.")
    var maxConnections = ServerLimits().connections

    @Option(help: "Connections at one time from one address; more are closed at once. By default as many as there are.")
    var maxConnectionsPerAddress: Int?

    @Option(help: "Requests on one connection, which is closed after the last. By default any number.")
    var maxRequestsPerConnection: Int?

    @Option(help: "Bytes of a request that wait while the one before it on the connection is answered.")
    var maxPipelinedBytes = ServerLimits().pipelinedBytes

    @Option(help: "Bytes of a request target.")
    var maxTargetBytes = ServerLimits().targetBytes

    @Option(help: "Bytes of a header section.")
    var maxHeaderBytes = ServerLimits().headerBytes

    @Option(help: "Fields of a header section.")
    var maxHeaderFields = ServerLimits().headerFields

    @Option(help: "The largest body of a request, in bytes as it comes.")
    var maxBodyBytes = ServerLimits().bodyBytes

    @Option(help: "Bytes that a compressed body may inflate to.")
    var maxInflatedBytes = ServerLimits().inflatedBytes

    @Option(help: "How many times its own bytes a compressed body may inflate to, beyond the first megabyte.")
    var maxInflationRatio = ServerLimits().inflationRatio

    @Option(help: "Bytes of requests and answers that all connections may hold together; more is answered 503.")
    var maxHeldBytes = ServerLimits().heldBytes

    @Option(help: "Answers that may be worked out, or wait for that, at one time; more are answered 503.")
    var maxWaitingAnswers = ServerLimits().waitingAnswers

    @Option(help: "Lists and objects inside each other in a request.")
    var maxDepth = ServiceLimits().depth

    @Option(help: "Tasks of a request.")
    var maxTasks = ServiceLimits().tasks

    @Option(help: "Tensors of a request.")
    var maxTensors = ServiceLimits().tensors

    @Option(help: "Elements of a tensor.")
    var maxTensorElements = ServiceLimits().tensorElements

    @Option(help: "Elements that all tasks of a request evaluate together, what they broadcast to included.")
    var maxEvaluatedElements = ServiceLimits().evaluatedElements

    @Option(help: "Seconds for the handshake of TLS.")
    var handshakeSeconds = ServerLimits().handshakeSeconds

    @Option(help: "Seconds for a header section, from its first byte on.")
    var headerSeconds = ServerLimits().headerSeconds

    @Option(help: "Seconds without a byte of a body.")
    var bodySeconds = ServerLimits().bodySeconds

    @Option(help: "Bytes in a second that a body comes with at the least, once it took --body-seconds.")
    var minBodyRate = ServerLimits().bodyBytesPerSecond

    @Option(help: "Seconds that a connection may be idle.")
    var idleSeconds = ServerLimits().idleSeconds

    @Option(help: "Seconds to work out an answer, waiting for its turn included.")
    var handlerSeconds = ServerLimits().handlerSeconds

    @Option(help: "Seconds that an answer may wait for its reader.")
    var writeSeconds = ServerLimits().writeSeconds

    @Option(help: "Seconds that answers under way may take after SIGTERM.")
    var drainSeconds = 25.0

    func validate() throws {
        // Above these numbers other things break first: no index and no clock overflows.
        let most = 1 << 40
        try check(
            1...most,
            ("max-connections", maxConnections), ("max-connections-per-address", maxConnectionsPerAddress ?? 1),
            ("max-requests-per-connection", maxRequestsPerConnection ?? 1), ("max-pipelined-bytes", maxPipelinedBytes),
            ("max-target-bytes", maxTargetBytes), ("max-header-bytes", maxHeaderBytes),
            ("max-header-fields", maxHeaderFields), ("max-inflation-ratio", maxInflationRatio),
            ("max-tasks", maxTasks), ("max-tensors", maxTensors), ("max-evaluated-elements", maxEvaluatedElements))
        try check(
            0...most, ("max-body-bytes", maxBodyBytes), ("max-inflated-bytes", maxInflatedBytes),
            ("max-held-bytes", maxHeldBytes), ("max-waiting-answers", maxWaitingAnswers))
        // Deeper, reading would need more stack than a thread has; larger, indices are not exact in float32.
        try check(1...512, ("max-depth", maxDepth))
        try check(1...ServiceLimits().tensorElements, ("max-tensor-elements", maxTensorElements))
        try check(
            0...86_400.0, ("handshake-seconds", handshakeSeconds), ("header-seconds", headerSeconds),
            ("body-seconds", bodySeconds), ("idle-seconds", idleSeconds), ("handler-seconds", handlerSeconds),
            ("write-seconds", writeSeconds), ("drain-seconds", drainSeconds))
        try check(0...1e12, ("min-body-rate", minBodyRate))
    }

    private func check<Number: Comparable>(_ range: ClosedRange<Number>, _ values: (String, Number)...) throws {
        for (name, value) in values where !range.contains(value) {
            throw ValidationError("--\(name) takes a number from \(range.lowerBound) to \(range.upperBound)")
        }
    }

    /// The limits on bytes, counts and seconds; `descriptors` is how many the process may open.
    func serverLimits(descriptors: Int) -> ServerLimits {
        var limits = ServerLimits()
        // Some descriptors are for other things than connections.
        limits.connections = min(maxConnections, max(descriptors - 64, 16))
        limits.connectionsPerAddress = maxConnectionsPerAddress ?? limits.connectionsPerAddress
        limits.requestsPerConnection = maxRequestsPerConnection ?? limits.requestsPerConnection
        limits.pipelinedBytes = maxPipelinedBytes
        limits.targetBytes = maxTargetBytes
        limits.headerBytes = maxHeaderBytes
        limits.headerFields = maxHeaderFields
        limits.bodyBytes = maxBodyBytes
        limits.inflatedBytes = maxInflatedBytes
        limits.inflationRatio = maxInflationRatio
        limits.heldBytes = maxHeldBytes
        limits.waitingAnswers = maxWaitingAnswers
        limits.handshakeSeconds = handshakeSeconds
        limits.headerSeconds = headerSeconds
        limits.bodySeconds = bodySeconds
        limits.bodyBytesPerSecond = minBodyRate
        limits.idleSeconds = idleSeconds
        limits.handlerSeconds = handlerSeconds
        limits.writeSeconds = writeSeconds
        return limits
    }

    /// The limits on what requests hold.
    var serviceLimits: ServiceLimits {
        var limits = ServiceLimits()
        limits.depth = maxDepth
        limits.tensorElements = maxTensorElements
        limits.tasks = maxTasks
        limits.tensors = maxTensors
        limits.evaluatedElements = maxEvaluatedElements
        return limits
    }
}
