// A bound port, before and after loops listen on it.

import CLinux
import Glibc

/// A bound port that loops can listen on.
package struct ListeningPort: Sendable {
    let descriptor: Int32
    /// Whether the port belongs to another process too, which goes on listening.
    private let isInherited: Bool
    /// The file of a Unix socket of this process.
    private let file: SocketFile?
    /// The address with the port that was picked where none was given.
    package let address: SocketAddress

    /// Binds to the address.
    package init(_ address: SocketAddress, backlog: Int32 = 4096) throws(SystemError) {
        let socket = try Socket.listening(on: address, backlog: backlog)
        descriptor = socket.descriptor
        isInherited = false
        file = nil
        self.address = socket.localAddress ?? address
    }

    /// Binds to the path of a Unix socket, in place of a socket there that no process listens on any more.
    ///
    /// - Parameters:
    ///   - address: the address that the path is.
    ///   - path: the path.
    ///   - mode: who may connect, as permissions of the file.
    ///   - backlog: how many connections may wait to be accepted.
    /// - Throws: the system's reason, such as a path that is in use.
    package init(_ address: SocketAddress, path: String, mode: UInt32, backlog: Int32 = 4096) throws(SystemError) {
        var status = stat()
        if unsafe lstat(path, &status) == 0, status.st_mode & S_IFMT == S_IFSOCK, !Socket.answers(address) {
            _ = unsafe unlink(path)
        }
        // Nobody else may connect before the mode is set.
        let old = umask(0o177)
        defer { umask(old) }
        let socket = try Socket.listening(on: address, backlog: backlog)
        guard unsafe chmod(path, mode) == 0 else {
            let error = SystemError("chmod")
            socket.close()
            _ = unsafe unlink(path)
            throw error
        }
        descriptor = socket.descriptor
        isInherited = false
        self.address = address
        file = SocketFile(path)
    }

    /// A port that another process has bound and listens on.
    ///
    /// - Throws: when the descriptor is something else.
    init(inherited descriptor: Int32, name: String) throws(SystemError) {
        let socket = Socket(descriptor: descriptor)
        guard socket.isListening, let address = socket.localAddress,
            [AF_INET, AF_INET6, AF_UNIX].contains(address.family)
        else {
            throw SystemError(
                "descriptor \(descriptor)\(name.isEmpty ? "" : " (\(name))") of the service manager",
                reason: "it is not a listening TCP or Unix stream socket")
        }
        socket.prepare()
        self.descriptor = descriptor
        isInherited = true
        self.address = address
        file = nil
    }

    var socket: Socket { Socket(descriptor: descriptor) }

    /// Lets no more connections begin; those that have begun can still be accepted.
    ///
    /// Closing the port resets connections that were made and not accepted yet, with whatever their clients have sent:
    /// better none are made for a moment before. Does nothing to a port that is inherited, where connections wait for
    /// the next process.
    package func ignoreNewConnections() {
        guard !isInherited else { return }
        // Without its file, a Unix socket cannot be found any more.
        if address.isUnix { removeFile() } else { _ = lossd_ignore_new_connections(descriptor) }
    }

    /// Gives the port back.
    package func close() {
        removeFile()
        socket.close()
    }

    /// Removes the file of a Unix socket.
    package func removeFile() {
        file?.remove()
    }
}

/// The file of a Unix socket, which another process may have put one of its own in the place of.
private struct SocketFile: Sendable {
    private let path: String
    private let device: UInt64
    private let inode: UInt64

    init?(_ path: String) {
        var status = stat()
        guard unsafe lstat(path, &status) == 0 else { return nil }
        self.path = path
        (device, inode) = (UInt64(status.st_dev), UInt64(status.st_ino))
    }

    func remove() {
        var status = stat()
        guard unsafe lstat(path, &status) == 0, status.st_dev == device, status.st_ino == inode else { return }
        _ = unsafe unlink(path)
    }
}
