// A listening socket, shared by several loops: each takes connections as they come.

import Glibc

/// Accepts connections and gives each to `accepted`; confined to its loop, which makes it safe to share.
package final class Listener: EventHandler, @unchecked Sendable {
    private static let retryMilliseconds = 100

    private let socket: Socket
    private let loop: EventLoop
    private let security: TLSProvider?
    private let accepted: (Stream) -> Bool
    private var token: UInt64?
    private var isStopped = false

    private init(
        _ socket: Socket, _ loop: EventLoop, _ security: TLSProvider?, _ accepted: @escaping (Stream) -> Bool
    ) {
        self.socket = socket
        self.security = security
        self.loop = loop
        self.accepted = accepted
    }

    /// Watches the port on the loop, whose queue this must be called on.
    ///
    /// - Parameters:
    ///   - port: the port, which other loops may listen on too.
    ///   - loop: the loop.
    ///   - security: the TLS of connections, if they use it.
    ///   - accepted: takes a connection over; `false` when no more are wanted until `resume`.
    /// - Returns: the listener.
    package static func start(
        _ port: ListeningPort, on loop: EventLoop, security: TLSProvider? = nil, accepted: @escaping (Stream) -> Bool
    ) -> Listener {
        let listener = Listener(port.socket, loop, security, accepted)
        listener.resume()
        return listener
    }

    /// Accepts what waits already, and no more connections after that.
    ///
    /// Called on the loop.
    package func stop() {
        while accept() {}
        pause()
        isStopped = true
    }

    func ready(_ events: ReadyEvents) {
        // A few at a time, so that a flood of new connections does not starve those that are there.
        for _ in 0..<64 where !accept() { return }
    }

    /// Accepts one connection; `false` when no more can be accepted now.
    private func accept() -> Bool {
        do {
            guard let connection = try socket.accept() else { return false }
            guard let stream = stream(on: connection) else { return true }
            guard accepted(stream) else {
                pause()
                return false
            }
            return true
        } catch {
            // Out of descriptors: those that are open go on; try again a little later.
            pause()
            loop.async(afterMilliseconds: Self.retryMilliseconds) { self.resume() }
            return false
        }
    }

    /// `nil` when there is no memory for TLS: the connection is closed.
    private func stream(on connection: Socket) -> Stream? {
        guard let security else { return Stream(connection, loop) }
        guard let session = security.session(on: connection.descriptor) else {
            connection.close()
            return nil
        }
        return Stream(connection, loop, session)
    }

    func tick(_ now: UInt64) {}

    /// Watches the socket again after a pause.
    ///
    /// Called on the loop.
    package func resume() {
        guard token == nil, !isStopped else { return }
        token = loop.watch(socket.descriptor, .reading, self)
        if token == nil { loop.async(afterMilliseconds: Self.retryMilliseconds) { self.resume() } }
    }

    private func pause() {
        guard let token else { return }
        loop.forget(socket.descriptor, token: token)
        self.token = nil
    }
}
