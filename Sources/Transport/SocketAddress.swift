// IPv4 and IPv6 addresses, from names and to text.

import Glibc

/// An address and a port.
package struct SocketAddress: Sendable, CustomStringConvertible {
    private var storage: sockaddr_storage
    private let length: socklen_t

    /// The first address that `host` resolves to.
    ///
    /// - Throws: when it resolves to none.
    package init(host: String, port: UInt16) throws(SystemError) {
        var hints = unsafe addrinfo()
        unsafe hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
        unsafe hints.ai_flags = AI_PASSIVE | AI_NUMERICSERV
        var found: UnsafeMutablePointer<addrinfo>?
        let status = unsafe getaddrinfo(host, String(port), &hints, &found)
        guard status == 0, let first = unsafe found, let address = unsafe first.pointee.ai_addr else {
            throw SystemError("cannot resolve \(host)", code: status == EAI_SYSTEM ? errno : ENOENT)
        }
        defer { unsafe freeaddrinfo(first) }
        storage = sockaddr_storage()
        length = unsafe first.pointee.ai_addrlen
        unsafe withUnsafeMutableBytes(of: &storage) { target in
            unsafe target.copyMemory(from: UnsafeRawBufferPointer(start: address, count: Int(length)))
        }
    }

    /// The address that a system call such as `getsockname` writes; `nil` when it fails.
    init?(_ call: (UnsafeMutablePointer<sockaddr>, UnsafeMutablePointer<socklen_t>) -> Int32) {
        var storage = sockaddr_storage()
        var length = socklen_t(MemoryLayout<sockaddr_storage>.size)
        let status = unsafe withUnsafeMutablePointer(to: &storage) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { unsafe call($0, &length) }
        }
        guard status == 0 else { return nil }
        self.storage = storage
        self.length = length
    }

    var family: Int32 {
        Int32(storage.ss_family)
    }

    /// Hands the address to a system call.
    func withPointer(_ call: (UnsafePointer<sockaddr>, socklen_t) -> Int32) -> Int32 {
        unsafe withUnsafePointer(to: storage) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { unsafe call($0, length) }
        }
    }

    package var port: UInt16 {
        // The port is at the same place in both families.
        unsafe withUnsafeBytes(of: storage) { unsafe UInt16(bigEndian: $0.load(fromByteOffset: 2, as: UInt16.self)) }
    }

    /// Whether only this machine can reach it.
    package var isLoopback: Bool {
        description.hasPrefix("127.") || description.hasPrefix("[::1]")
    }

    /// The address as a URL writes it, an IPv6 one in brackets.
    package var description: String {
        var host = [CChar](repeating: 0, count: Int(NI_MAXHOST))
        let status = unsafe withPointer { pointer, length in
            unsafe getnameinfo(pointer, length, &host, socklen_t(host.count), nil, 0, NI_NUMERICHOST)
        }
        guard status == 0 else { return "?:\(port)" }
        let text = String(decoding: host.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
        return family == AF_INET6 ? "[\(text)]:\(port)" : "\(text):\(port)"
    }
}
