// Which connections count as those of one client.

/// The network that a client's address is in: an IPv4 address, or the 64 bits of an IPv6 address that one customer has.
package struct ClientNetwork: Hashable, Sendable {
    private let prefix: UInt64
    private let isIPv6: Bool

    /// `nil` for Unix sockets, whose clients have no address.
    init?(_ address: SocketAddress) {
        guard let bytes = address.hostBytes else { return nil }
        // ::ffff:a.b.c.d is an IPv4 client of a socket that takes both.
        let isMapped = bytes.count == 16 && bytes.starts(with: [UInt8](repeating: 0, count: 10) + [0xFF, 0xFF])
        isIPv6 = bytes.count == 16 && !isMapped
        prefix = (isMapped ? bytes.suffix(4) : bytes.prefix(8)).reduce(0) { $0 << 8 | UInt64($1) }
    }
}
