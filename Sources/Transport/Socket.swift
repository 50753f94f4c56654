// The system calls on sockets that never block.

import Glibc

/// A stream socket that never blocks.
///
/// Its owner closes it.
struct Socket {
    let descriptor: Int32

    /// What came of reading or writing.
    enum Transfer {
        case bytes(Int)
        /// Nothing now: wait until the descriptor is ready.
        case wouldBlock
        /// The other side is done (reading), or the connection is gone.
        case ended
    }

    /// Binds to an address and listens.
    ///
    /// - Throws: the system's reason, such as an address that is in use.
    static func listening(on address: SocketAddress, backlog: Int32) throws(SystemError) -> Socket {
        let descriptor = Glibc.socket(
            address.family, Int32(SOCK_STREAM.rawValue | SOCK_NONBLOCK.rawValue | SOCK_CLOEXEC.rawValue), 0)
        guard descriptor >= 0 else { throw SystemError("socket") }
        let socket = Socket(descriptor: descriptor)
        do throws(SystemError) {
            socket.set(SOL_SOCKET, SO_REUSEADDR, 1)
            if address.family == AF_INET6 {
                // "::" takes IPv4 too.
                socket.set(Int32(IPPROTO_IPV6), IPV6_V6ONLY, 0)
            }
            guard unsafe address.withPointer({ unsafe bind(descriptor, $0, $1) }) == 0 else {
                throw SystemError("bind")
            }
            guard listen(descriptor, backlog) == 0 else { throw SystemError("listen") }
        } catch {
            socket.close()
            throw error
        }
        return socket
    }

    /// Whether the descriptor is a stream socket that listens.
    var isListening: Bool {
        option(SO_TYPE) == Int32(SOCK_STREAM.rawValue) && option(SO_ACCEPTCONN) == 1
    }

    /// Makes a descriptor that another process opened one that never blocks, and that other programs do not inherit.
    func prepare() {
        _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
        _ = fcntl(descriptor, F_SETFL, fcntl(descriptor, F_GETFL) | O_NONBLOCK)
    }

    /// Whether a process listens at an address.
    static func answers(_ address: SocketAddress) -> Bool {
        let descriptor = Glibc.socket(
            address.family, Int32(SOCK_STREAM.rawValue | SOCK_NONBLOCK.rawValue | SOCK_CLOEXEC.rawValue), 0)
        guard descriptor >= 0 else { return true }
        defer { _ = Glibc.close(descriptor) }
        return unsafe address.withPointer { unsafe connect(descriptor, $0, $1) } == 0 || errno != ECONNREFUSED
    }

    /// Takes the next connection that waits; `nil` when none does.
    ///
    /// - Throws: when there is one and it cannot be taken, as when descriptors run out.
    func accept() throws(SystemError) -> Socket? {
        let descriptor = Glibc.accept(self.descriptor, nil, nil)
        guard descriptor >= 0 else {
            // A connection that was reset before it was taken is no matter.
            if errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR || errno == ECONNABORTED { return nil }
            throw SystemError("accept")
        }
        let socket = Socket(descriptor: descriptor)
        _ = fcntl(descriptor, F_SETFL, O_NONBLOCK)
        _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
        // An answer leaves at once: without this, Nagle's algorithm and delayed acknowledgements cost 40 ms.
        socket.set(Int32(IPPROTO_TCP), TCP_NODELAY, 1)
        return socket
    }

    /// The address that the socket is bound to.
    var localAddress: SocketAddress? {
        unsafe SocketAddress { unsafe getsockname(descriptor, $0, $1) }
    }

    /// The address of the other side.
    var remoteAddress: SocketAddress? {
        unsafe SocketAddress { unsafe getpeername(descriptor, $0, $1) }
    }

    /// Reads what has arrived, as much as `buffer` holds.
    func read(into buffer: inout [UInt8]) -> Transfer {
        let count = unsafe buffer.withUnsafeMutableBytes { unsafe recv(descriptor, $0.baseAddress, $0.count, 0) }
        guard count != 0 else { return .ended }
        return result(count)
    }

    /// Writes as much as the system takes.
    ///
    /// - Parameters:
    ///   - bytes: what to write.
    ///   - hasMore: whether more follows at once, so that a short packet is not worth sending.
    /// - Returns: how much was taken.
    func write(_ bytes: RawSpan, hasMore: Bool) -> Transfer {
        let flags = Int32(MSG_NOSIGNAL) | (hasMore ? Int32(MSG_MORE) : 0)
        return result(unsafe bytes.withUnsafeBytes { unsafe send(descriptor, $0.baseAddress, $0.count, flags) })
    }

    private func result(_ count: Int) -> Transfer {
        if count >= 0 { return .bytes(count) }
        return errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR ? .wouldBlock : .ended
    }

    /// Tells the other side that nothing more comes.
    func shutdownWriting() {
        _ = shutdown(descriptor, Int32(SHUT_WR))
    }

    func close() {
        _ = Glibc.close(descriptor)
    }

    /// An option of the socket; `nil` when the descriptor is none.
    private func option(_ option: Int32) -> Int32? {
        var value: Int32 = 0
        var length = socklen_t(MemoryLayout<Int32>.size)
        return unsafe getsockopt(descriptor, SOL_SOCKET, option, &value, &length) == 0 ? value : nil
    }

    private func set(_ level: Int32, _ option: Int32, _ value: Int32) {
        var value = value
        _ = unsafe setsockopt(descriptor, level, option, &value, socklen_t(MemoryLayout<Int32>.size))
    }
}
