// Loops, a port, and the connections on them, from start to drain.

import Dispatch
package import Transport

/// An HTTP/1.1 server.
package final class Server: Sendable {
    /// The address that it listens on.
    package let address: SocketAddress
    private let port: ListeningPort
    /// Seconds in which connections that are being made can be completed before the port closes.
    private static let settlingSeconds = 0.1
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
            on: try ListeningPort(address), loops: count, limits: limits, security: security, application: application)
    }

    /// Answers on a port that is bound already.
    ///
    /// - Throws: when the system has no descriptor left.
    package init(
        on port: ListeningPort, loops count: Int, limits: ServerLimits = ServerLimits(),
        security: TLSProvider? = nil, application: Application
    ) throws(SystemError) {
        self.port = port
        address = port.address
        var loops: [ServerLoop] = []
        let admission = Admission(limits)
        for index in 0..<max(count, 1) {
            var share = limits
            share.connections = max(limits.connections / max(count, 1), 1)
            loops.append(
                ServerLoop(
                    try EventLoop(name: "lossd.loop.\(index)"), limits: share, admission: admission,
                    security: security, application: application))
        }
        self.loops = loops
        for loop in loops { loop.start(on: port) }
    }

    /// Goes on accepting and answering, but has clients told that each answer is the last of its connection.
    ///
    /// For the time in which load balancers still send requests to a server that is about to stop.
    package func stopSoon() {
        for loop in loops { loop.stopSoon() }
    }

    /// Accepts no more connections, ends those that are idle, and calls `done` on some thread when all have ended.
    package func drain(_ done: @escaping @Sendable () -> Void) {
        let (listening, serving, port) = (DispatchGroup(), DispatchGroup(), port)
        // A queue of its own: the global one may be busy with answers.
        let queue = DispatchQueue(label: "lossd.drain")
        for _ in loops {
            listening.enter()
            serving.enter()
        }
        // Connections that are being made when the port closes would be reset, with their first request.
        port.ignoreNewConnections()
        queue.asyncAfter(deadline: .now() + Self.settlingSeconds) { [loops] in
            for loop in loops {
                loop.drain(stoppedListening: { listening.leave() }, ended: { serving.leave() })
            }
        }
        // Closed at once, not when the last connection has ended: until then the system would go on taking
        // connections that are never answered.
        serving.enter()
        listening.notify(queue: queue) {
            port.close()
            serving.leave()
        }
        serving.notify(queue: queue, execute: done)
    }
}
