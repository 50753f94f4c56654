// The connections of one event loop.

import Transport

/// Accepts and keeps connections; confined to its loop, which makes it safe to share.
final class ServerLoop: @unchecked Sendable {
    private let loop: EventLoop
    private let limits: ServerLimits
    private let application: Application
    private let admission: Admission
    private let security: TLSProvider?
    private var listeners: [Listener] = []
    private var connections: [ObjectIdentifier: Connection] = [:]
    private var drained: (() -> Void)?
    /// How long it takes until an idle connection is looked for again.
    private static let retryMilliseconds = 100
    private var isWaitingForIdle = false
    /// Idle connections that may be closed for others, and since when they are idle; the first to go is the last.
    private var candidates: [(connection: Connection, since: UInt64)] = []
    private static let candidateCount = 64
    /// Whether the server will stop.
    private var isStopping = false

    init(
        _ loop: EventLoop, limits: ServerLimits, admission: Admission, security: TLSProvider?, application: Application
    ) {
        self.security = security
        self.loop = loop
        self.limits = limits
        self.application = application
        self.admission = admission
    }

    func start(on ports: [ListeningPort]) {
        loop.async { [self] in
            listeners = ports.map { Listener.start($0, on: loop, security: security) { self.add($0) } }
        }
    }

    /// Goes on as before, but announces the end of each connection in its next answer.
    func stopSoon() {
        loop.async { [self] in
            isStopping = true
            for connection in connections.values { connection.stopSoon() }
        }
    }

    /// Calls its arguments, on the loop, when no connection is accepted any more, and when the last one has ended.
    func drain(
        afterMilliseconds delay: Int, stoppedListening: @escaping @Sendable () -> Void,
        ended: @escaping @Sendable () -> Void
    ) {
        loop.async(afterMilliseconds: delay) { [self] in
            for listener in listeners { listener.stop() }
            stoppedListening()
            drained = ended
            for connection in Array(connections.values) { connection.drain() }
            finishIfDrained()
        }
    }

    /// Takes a connection over, if need be in the place of an idle one; `false` when no more fit.
    private func add(_ stream: Stream) -> Bool {
        let network = stream.remoteNetwork
        guard admission.beginConnection(from: network) else {
            stream.refuse()
            application.observer?.connectionRefused()
            return hasRoom
        }
        if connections.count >= limits.connections { longestIdle?.makeRoom() }
        let connection = Connection(stream, loop, application, limits, admission, network) {
            self.admission.endConnection(from: network)
            self.remove($0)
        }
        if isStopping { connection.stopSoon() }
        connections[ObjectIdentifier(connection)] = connection
        application.observer?.connectionsChanged(by: 1)
        return hasRoom
    }

    /// Whether another connection fits; if not, it is looked for one that has become idle meanwhile.
    private var hasRoom: Bool {
        if connections.count < limits.connections || longestIdle != nil { return true }
        if !isWaitingForIdle {
            isWaitingForIdle = true
            loop.async(afterMilliseconds: Self.retryMilliseconds) { [self] in
                isWaitingForIdle = false
                if hasRoom { resumeListening() }
            }
        }
        return false
    }

    /// The connection to close for another: of the network that has most, the one that has asked nothing for the longest
    /// time.
    ///
    /// Looked for only when there are as many as there may be.
    private var longestIdle: Connection? {
        while let candidate = candidates.last, candidate.connection.idleSince != candidate.since {
            candidates.removeLast()
        }
        if candidates.isEmpty { findCandidates() }
        return candidates.last?.connection
    }

    /// Finds several at a time, so that a flood of connections does not have all of them looked through for each; but only as
    /// many of one network as it has more than others.
    private func findCandidates() {
        var counts: [ClientNetwork?: Int] = [:]
        for connection in connections.values { counts[connection.network, default: 0] += 1 }
        let idle = connections.values.compactMap { connection in
            connection.idleSince.map { (connection: connection, since: $0) }
        }
        let order = idle.map { counts[$0.connection.network] ?? 0 }
        guard let most = order.max() else { return }
        let ofMost = idle.filter { counts[$0.connection.network] == most }
        let next = counts.values.filter { $0 < most }.max() ?? 0
        let networks = counts.values.count { $0 == most }
        let count = min(Self.candidateCount, max((most - next) * networks, 1))
        candidates = ofMost.sorted { $0.since < $1.since }.prefix(count).reversed()
    }

    private func remove(_ connection: Connection) {
        connections[ObjectIdentifier(connection)] = nil
        candidates.removeAll { $0.connection === connection }
        application.observer?.connectionsChanged(by: -1)
        resumeListening()
        finishIfDrained()
    }

    private func resumeListening() {
        for listener in listeners { listener.resume() }
    }

    private func finishIfDrained() {
        guard connections.isEmpty, let done = drained else { return }
        drained = nil
        listeners = []
        loop.stop()
        done()
    }
}
