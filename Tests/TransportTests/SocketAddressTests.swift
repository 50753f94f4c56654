// Addresses: from names, to text.

import Testing
import Transport

@Suite("Socket addresses")
struct SocketAddressTests {
    @Test(
        "an address reads as a URL writes it",
        arguments: [("127.0.0.1", "127.0.0.1:80"), ("0.0.0.0", "0.0.0.0:80"), ("::1", "[::1]:80"), ("::", "[::]:80")])
    func text(host: String, expected: String) throws {
        let address = try SocketAddress(host: host, port: 80)
        #expect("\(address)" == expected)
        #expect(address.port == 80)
    }

    @Test("a name that does not resolve is an error that names it")
    func unknown() {
        #expect {
            _ = try SocketAddress(host: "no such host", port: 80)
        } throws: { error in
            "\(error)".contains("no such host")
        }
    }
}
