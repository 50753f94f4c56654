// Loops, ports, and the connections on them, from start to drain.

import Synchronization
package import Transport

/// An HTTP/1.1 server.
package final class Server: Sendable {
    /// The addresses that it listens on.
    package let addresses: [SocketAddress]
    private let ports: [ListeningPort]
    /// Milliseconds in which connections that are being made can be completed before the port closes.
    private static let settlingMilliseconds = 100
    private let workers: WorkerPool
    private let loops: [ServerLoop]
    private let admission: Admission

    /// Listens on `address` and answers from then on.
    ///
    /// - Parameters:
    ///   - address: where to listen; port 0 picks a free one.
    ///   - count: how many loops read and write.
    ///   - limits: what clients may do.
    ///   - security: the TLS that connections use, if they do.
    ///   - application: what answers.
    /// - Throws: the system's reason when the address cannot be listened on.
    package convenience init(
        address: SocketAddress, loops count: Int, limits: ServerLimits = ServerLimits(),
        security: TLSProvider? = nil, application: Application
    ) throws(SystemError) {
        // The threads first: a port that listens must be answered.
        let group = try LoopGroup(loops: count)
        self.init(
            on: [try ListeningPort(address)], group, limits: limits, security: security, application: application)
    }

    /// The first address that it listens on.
    package var address: SocketAddress { addresses[0] }

    /// Answers on ports that are bound already, of which there is at least one.
    package init(
        on ports: [ListeningPort], _ group: LoopGroup, limits: ServerLimits = ServerLimits(),
        security: TLSProvider? = nil, application: Application
    ) {
        precondition(!ports.isEmpty)
        self.ports = ports
        addresses = ports.map(\.address)
        workers = group.workers
        let first = group.loops[0]
        let admission = Admission(limits) { [workers] delay, work in
            first.async(afterMilliseconds: delay) { workers.async(.first, work) }
        }
        self.admission = admission
        var share = limits
        share.connections = max(limits.connections / group.loops.count, 1)
        loops = group.loops.map { loop in
            ServerLoop(loop, limits: share, admission: admission, security: security, application: application)
        }
        for loop in loops { loop.start(on: ports) }
    }

    /// Answers that are computed off the loops or wait for that, and the bytes that all requests and answers hold.
    package var load: (waitingAnswers: Int, heldBytes: Int) { admission.load }

    /// Removes what would be left behind of Unix sockets, where the process ends without a drain.
    package func removeSocketFiles() {
        for port in ports { port.removeFile() }
    }

    /// Goes on accepting and answering, but has clients told that each answer is the last of its connection.
    ///
    /// For the time in which load balancers still send requests to a server that is about to stop.
    package func stopSoon() {
        for loop in loops { loop.stopSoon() }
    }

    /// Accepts no more connections, ends those that are idle, and calls `done` on a loop when all have ended.
    package func drain(_ done: @escaping @Sendable () -> Void) {
        // Connections that are being made when the port closes would be reset, with their first request.
        for port in ports { port.ignoreNewConnections() }
        let serving = Countdown(loops.count + 1) { [workers] in
            workers.stop()
            done()
        }
        // Closed at once, not when the last connection has ended: until then the system would go on taking
        // connections that are never answered.
        let listening = Countdown(loops.count) { [ports] in
            for port in ports { port.close() }
            serving.count()
        }
        for loop in loops {
            loop.drain(
                afterMilliseconds: Self.settlingMilliseconds, stoppedListening: { listening.count() },
                ended: { serving.count() })
        }
    }
}

/// Calls something when it has counted down.
private final class Countdown: Sendable {
    private let rest: Atomic<Int>
    private let done: @Sendable () -> Void

    init(_ count: Int, _ done: @escaping @Sendable () -> Void) {
        rest = Atomic(count)
        self.done = done
    }

    func count() {
        if rest.subtract(1, ordering: .acquiringAndReleasing).newValue == 0 { done() }
    }
}
