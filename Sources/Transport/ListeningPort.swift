// A bound port, before and after loops listen on it.

import CLinux

/// A bound port that loops can listen on.
package struct ListeningPort: Sendable {
    let descriptor: Int32
    /// Whether the port belongs to another process too, which goes on listening.
    private let isInherited: Bool
    /// The address with the port that was picked where none was given.
    package let address: SocketAddress

    /// Binds to the address.
    package init(_ address: SocketAddress, backlog: Int32 = 4096) throws(SystemError) {
        let socket = try Socket.listening(on: address, backlog: backlog)
        descriptor = socket.descriptor
        isInherited = false
        self.address = socket.localAddress ?? address
    }

    /// A port that another process has bound and listens on; `nil` when the descriptor is none.
    init?(inherited descriptor: Int32) {
        guard let address = Socket(descriptor: descriptor).localAddress else { return nil }
        self.descriptor = descriptor
        isInherited = true
        self.address = address
    }

    var socket: Socket { Socket(descriptor: descriptor) }

    /// Lets no more connections begin; those that have begun can still be accepted.
    ///
    /// Closing the port resets connections that were made and not accepted yet, with whatever their clients have sent:
    /// better none are made for a moment before. Does nothing to a port that is inherited, where connections wait for
    /// the next process.
    package func ignoreNewConnections() {
        if !isInherited { _ = lossd_ignore_new_connections(descriptor) }
    }

    /// Gives the port back.
    package func close() {
        socket.close()
    }
}
