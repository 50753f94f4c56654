// Which addresses count as one client.

import Testing
@testable import Transport

@Suite("Networks of clients")
struct ClientNetworkTests {
    private func network(_ host: String) throws -> ClientNetwork? {
        ClientNetwork(try SocketAddress(host: host, port: 1))
    }

    @Test("an IPv4 address is one client, however it is written; an IPv6 client is its first 64 bits")
    func networks() throws {
        #expect(try network("192.0.2.1") == network("::ffff:192.0.2.1"))
        #expect(try network("192.0.2.1") != network("192.0.2.2"))
        #expect(try network("2001:db8:0:1::1") == network("2001:db8:0:1:ffff::2"))
        #expect(try network("2001:db8:0:1::1") != network("2001:db8:0:2::1"))
        #expect(try network("::1") != network("0.0.0.1"))
        #expect(try ClientNetwork(SocketAddress(unixPath: "/a")) == nil)
    }
}
