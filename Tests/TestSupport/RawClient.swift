// A client that sends the bytes it is given, and returns what came back.

import Glibc

/// A blocking TCP connection to a port of this machine.
package final class RawClient {
    private let descriptor: Int32

    /// Connects to 127.0.0.1, or to ::1.
    package init?(port: UInt16, ipv6: Bool = false, timeoutSeconds: Int = 10) {
        descriptor = socket(ipv6 ? AF_INET6 : AF_INET, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        guard descriptor >= 0 else { return nil }
        var limit = timeval(tv_sec: timeoutSeconds, tv_usec: 0)
        for option in [SO_RCVTIMEO, SO_SNDTIMEO] {
            _ = unsafe setsockopt(descriptor, SOL_SOCKET, option, &limit, socklen_t(MemoryLayout<timeval>.size))
        }
        var noDelay: Int32 = 1
        _ = unsafe setsockopt(
            descriptor, Int32(IPPROTO_TCP), TCP_NODELAY, &noDelay, socklen_t(MemoryLayout<Int32>.size))
        guard ipv6 ? connect6(port) : connect4(port) else { return nil }
    }

    /// The side of a connection that a listener has accepted.
    fileprivate init(accepted descriptor: Int32) {
        self.descriptor = descriptor
    }

    deinit {
        close(descriptor)
    }

    private func connect4(_ port: UInt16) -> Bool {
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        return unsafe withUnsafePointer(to: &address) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                unsafe connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        } == 0
    }

    private func connect6(_ port: UInt16) -> Bool {
        var address = sockaddr_in6()
        address.sin6_family = sa_family_t(AF_INET6)
        address.sin6_port = port.bigEndian
        address.sin6_addr = in6addr_loopback
        return unsafe withUnsafePointer(to: &address) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                unsafe connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in6>.size))
            }
        } == 0
    }

    /// Sends all bytes; `false` when the other side no longer takes them.
    @discardableResult
    package func send(_ text: String) -> Bool {
        send(Array(text.utf8))
    }

    @discardableResult
    package func send(_ bytes: [UInt8]) -> Bool {
        var sent = 0
        while sent < bytes.count {
            let count = unsafe bytes[sent...].withUnsafeBytes {
                unsafe Glibc.send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
            }
            guard count > 0 else { return false }
            sent += count
        }
        return true
    }

    /// Whether there is something to receive, or the other side has ended, before time is up.
    package func wait(seconds: Int) -> Bool {
        var wanted = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
        return unsafe poll(&wanted, 1, Int32(seconds * 1000)) > 0
    }

    /// Says that nothing more is sent.
    package func finishSending() {
        _ = shutdown(descriptor, Int32(SHUT_WR))
    }

    /// That many bytes, or fewer if the other side ends or time is up.
    package func receive(count: Int) -> String {
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 1 << 16)
        while bytes.count < count {
            let more = unsafe buffer.withUnsafeMutableBytes { unsafe recv(descriptor, $0.baseAddress, $0.count, 0) }
            guard more > 0 else { break }
            bytes.append(contentsOf: buffer[..<more])
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// Bytes until `text` ends with `suffix`, until the other side ends, or until time is up.
    package func receive(until suffix: String? = nil) -> (text: String, ended: Bool) {
        let received = receiveBytes(until: suffix)
        return (String(decoding: received.bytes, as: UTF8.self), received.ended)
    }

    /// Bytes until they end with `suffix`, until the other side ends, or until time is up.
    package func receiveBytes(until suffix: String? = nil) -> (bytes: [UInt8], ended: Bool) {
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 1 << 16)
        let end = suffix.map { Array($0.utf8) }
        while true {
            if let end, bytes.count >= end.count, bytes.suffix(end.count).elementsEqual(end) { return (bytes, false) }
            let count = unsafe buffer.withUnsafeMutableBytes { unsafe recv(descriptor, $0.baseAddress, $0.count, 0) }
            guard count > 0 else { return (bytes, count == 0) }
            bytes.append(contentsOf: buffer[..<count])
        }
    }
}

/// A port of this machine that a test listens on, to be the server that lossd calls.
package final class RawListener: Sendable {
    private let descriptor: Int32
    package let port: UInt16

    /// Why there is none.
    package struct Failure: Error {}

    /// Listens on a free port of 127.0.0.1.
    package init() throws {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        var address = sockaddr_in()
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        let status = unsafe withUnsafeMutablePointer(to: &address) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                guard unsafe bind(descriptor, $0, length) == 0, listen(descriptor, 16) == 0 else { return -1 as Int32 }
                return unsafe getsockname(descriptor, $0, &length)
            }
        }
        guard descriptor >= 0, status == 0 else { throw Failure() }
        self.descriptor = descriptor
        port = UInt16(bigEndian: address.sin_port)
    }

    deinit {
        close(descriptor)
    }

    /// The next connection; `nil` when there will be none.
    package func accept() -> RawClient? {
        let accepted = Glibc.accept(descriptor, nil, nil)
        return accepted >= 0 ? RawClient(accepted: accepted) : nil
    }
}
