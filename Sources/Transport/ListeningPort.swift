// A bound port, before and after loops listen on it.

/// A bound port that loops can listen on.
package struct ListeningPort: Sendable {
    let descriptor: Int32
    /// The address with the port that was picked where none was given.
    package let address: SocketAddress

    /// Binds to the address.
    package init(_ address: SocketAddress, backlog: Int32 = 4096) throws(SystemError) {
        let socket = try Socket.listening(on: address, backlog: backlog)
        descriptor = socket.descriptor
        self.address = socket.localAddress ?? address
    }

    /// A port that another process has bound and listens on; `nil` when the descriptor is none.
    init?(inherited descriptor: Int32) {
        guard let address = Socket(descriptor: descriptor).localAddress else { return nil }
        self.descriptor = descriptor
        self.address = address
    }

    var socket: Socket { Socket(descriptor: descriptor) }

    /// Gives the port back.
    package func close() {
        socket.close()
    }
}
