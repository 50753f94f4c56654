// IPv4, IPv6 and Unix addresses, from names and to text.

import Glibc

/// An address and a port, or the path of a Unix socket.
package struct SocketAddress: Sendable, CustomStringConvertible {
    private var storage: sockaddr_storage
    private let length: socklen_t

    /// The first address that `host` resolves to.
    ///
    /// - Throws: when it resolves to none.
    package init(host: String, port: UInt16) throws(SystemError) {
        guard let first = try Self.all(host: host, port: port).first else {
            throw SystemError("cannot resolve \"\(host)\"", reason: "there is no address")
        }
        self = first
    }

    /// All addresses that `host` resolves to, in the order in which the system prefers them.
    ///
    /// - Throws: when it resolves to none.
    package static func all(host: String, port: UInt16) throws(SystemError) -> [SocketAddress] {
        var hints = unsafe addrinfo()
        unsafe hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
        unsafe hints.ai_flags = AI_PASSIVE | AI_NUMERICSERV
        var found: UnsafeMutablePointer<addrinfo>?
        let status = unsafe getaddrinfo(host, String(port), &hints, &found)
        guard status == 0 else {
            guard status != EAI_SYSTEM else { throw SystemError("cannot resolve \"\(host)\"") }
            throw SystemError("cannot resolve \"\(host)\"", reason: unsafe String(cString: gai_strerror(status)))
        }
        defer { unsafe freeaddrinfo(found) }
        var addresses: [SocketAddress] = []
        var next = unsafe found
        while let entry = unsafe next {
            if let address = unsafe entry.pointee.ai_addr {
                unsafe addresses.append(SocketAddress(address, entry.pointee.ai_addrlen))
            }
            unsafe next = entry.pointee.ai_next
        }
        return addresses
    }

    /// A copy of an address of the system.
    private init(_ address: UnsafeMutablePointer<sockaddr>, _ length: socklen_t) {
        storage = sockaddr_storage()
        self.length = min(length, socklen_t(MemoryLayout<sockaddr_storage>.size))
        let count = Int(self.length)
        unsafe withUnsafeMutableBytes(of: &storage) { target in
            unsafe target.copyMemory(from: UnsafeRawBufferPointer(start: address, count: count))
        }
    }

    /// The address of the Unix socket at a path.
    ///
    /// - Throws: when the path is longer than such an address holds.
    package init(unixPath path: String) throws(SystemError) {
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        // One byte is for the zero at the end.
        guard !path.isEmpty, path.utf8.count < MemoryLayout.size(ofValue: address.sun_path), !path.utf8.contains(0)
        else {
            throw SystemError(
                "the path \"\(path)\"",
                reason: "a Unix socket has a path of 1 to \(MemoryLayout.size(ofValue: address.sun_path) - 1) bytes")
        }
        unsafe withUnsafeMutableBytes(of: &address.sun_path) { unsafe $0.copyBytes(from: path.utf8) }
        storage = sockaddr_storage()
        length = socklen_t(MemoryLayout<sockaddr_un>.size)
        unsafe withUnsafeBytes(of: address) { source in
            unsafe withUnsafeMutableBytes(of: &storage) { target in unsafe target.copyMemory(from: source) }
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

    /// Whether it is that of a Unix socket.
    package var isUnix: Bool { family == AF_UNIX }

    /// The path of a Unix socket, "@" for the zero that an abstract name begins with; empty for one without a name.
    private var unixPath: String {
        unsafe withUnsafeBytes(of: storage) { bytes in
            let start = MemoryLayout<sa_family_t>.size
            let path = unsafe bytes[start..<max(start, Int(length))]
            guard let first = unsafe path.first else { return "" }
            let name = unsafe first == 0 ? Array(path.dropFirst()) : path.prefix { $0 != 0 }
            return (first == 0 && !name.isEmpty ? "@" : "") + String(decoding: name, as: UTF8.self)
        }
    }

    /// The bytes of an IPv4 or IPv6 address, without its port.
    var hostBytes: [UInt8]? {
        // After the family and the port; behind the flow of IPv6.
        let place = [AF_INET: 4..<8, AF_INET6: 8..<24][family]
        return place.map { place in unsafe withUnsafeBytes(of: storage) { unsafe Array($0[place]) } }
    }

    /// The port; 0 of a Unix socket.
    package var port: UInt16 {
        guard !isUnix else { return 0 }
        // The port is at the same place in both families.
        return unsafe withUnsafeBytes(of: storage) {
            unsafe UInt16(bigEndian: $0.load(fromByteOffset: 2, as: UInt16.self))
        }
    }

    /// Whether only this machine can reach it.
    package var isLoopback: Bool {
        isUnix || description.hasPrefix("127.") || description.hasPrefix("[::1]")
    }

    /// The address as a URL writes it, an IPv6 one in brackets; `unix:` and the path of a Unix socket.
    package var description: String {
        if isUnix { return "unix:\(unixPath)" }
        var host = [CChar](repeating: 0, count: Int(NI_MAXHOST))
        let status = unsafe withPointer { pointer, length in
            unsafe getnameinfo(pointer, length, &host, socklen_t(host.count), nil, 0, NI_NUMERICHOST)
        }
        guard status == 0 else { return "?:\(port)" }
        let text = String(decoding: host.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
        return family == AF_INET6 ? "[\(text)]:\(port)" : "\(text):\(port)"
    }
}
