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
        try self.init(
            on: [try ListeningPort(address)], loops: count, limits: limits, security: security, application: application
        )
    }

    /// The first address that it listens on.
    package var address: SocketAddress { addresses[0] }

    /// Answers on ports that are bound already, of which there is at least one.
    ///
    /// - Throws: when the system has no descriptor or no thread left.
    package init(
        on ports: [ListeningPort], loops count: Int, limits: ServerLimits = ServerLimits(),
        security: TLSProvider? = nil, application: Application
    ) throws(SystemError) {
        precondition(!ports.isEmpty)
        self.ports = ports
        addresses = ports.map(\.address)
        let count = max(count, 1)
        // They have a lower priority than the loops, which work in short turns.
        let workers = try WorkerPool(threads: Processor.count) { ThreadPriority.standBack() }
        self.workers = workers
        var eventLoops: [EventLoop] = []
        do throws(SystemError) {
            for _ in 0..<count { eventLoops.append(try EventLoop(workers: workers)) }
        } catch {
            for loop in eventLoops { loop.async { loop.stop() } }
            workers.stop()
            throw error
        }
        let first = eventLoops[0]
        let admission = Admission(limits) { delay, work in
            first.async(afterMilliseconds: delay) { workers.async(work) }
        }
        var share = limits
        share.connections = max(limits.connections / count, 1)
        loops = eventLoops.map { loop in
            ServerLoop(loop, limits: share, admission: admission, security: security, application: application)
        }
        for loop in loops { loop.start(on: ports) }
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
