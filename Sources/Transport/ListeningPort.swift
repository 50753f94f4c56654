// A bound port, before and after loops listen on it.

/// A bound port that loops can listen on.
package struct ListeningPort: Sendable {
    let descriptor: Int32
    var socket: Socket { Socket(descriptor: descriptor) }

    /// Binds to the address.
    package init(_ address: SocketAddress, backlog: Int32 = 4096) throws(SystemError) {
        descriptor = try Socket.listening(on: address, backlog: backlog).descriptor
    }

    /// The address with the port that was picked where none was given.
    package var address: SocketAddress? {
        socket.localAddress
    }

    /// Gives the port back.
    package func close() {
        socket.close()
    }
}
