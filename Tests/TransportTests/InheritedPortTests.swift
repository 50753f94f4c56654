// Sockets that a service manager hands over: those that can be served, and all that cannot.

import Foundation
import Glibc
import TestSupport
import Testing
@testable import Transport

@Suite("Inherited sockets")
struct InheritedPortTests {
    /// A socket, bound where that is wanted.
    private func descriptor(_ family: Int32, _ kind: __socket_type, listens: Bool) throws -> Int32 {
        let descriptor = socket(family, Int32(kind.rawValue), 0)
        let path = "/tmp/lossd-\(UUID().uuidString)"
        let address =
            family == AF_UNIX
            ? try SocketAddress(unixPath: path)
            : try SocketAddress(host: family == AF_INET ? "127.0.0.1" : "::1", port: 0)
        #expect(unsafe address.withPointer { unsafe bind(descriptor, $0, $1) } == 0)
        if family == AF_UNIX { _ = unsafe unlink(path) }
        if listens { #expect(listen(descriptor, 5) == 0) }
        return descriptor
    }

    @Test("a listening stream socket is served, whatever its family", arguments: [AF_INET, AF_INET6, AF_UNIX])
    func served(family: Int32) throws {
        let descriptor = try descriptor(family, SOCK_STREAM, listens: true)
        defer { close(descriptor) }
        let port = try ListeningPort(inherited: descriptor, name: "")
        #expect(port.address.isUnix == (family == AF_UNIX))
        #expect((port.address.port == 0) == (family == AF_UNIX))
        #expect(fcntl(descriptor, F_GETFD) == FD_CLOEXEC)
        #expect(fcntl(descriptor, F_GETFL) & O_NONBLOCK != 0)
    }

    @Test("a descriptor of another kind is refused by its name")
    func refused() throws {
        let others = [
            try descriptor(AF_INET, SOCK_DGRAM, listens: false), try descriptor(AF_INET, SOCK_STREAM, listens: false),
            try descriptor(AF_UNIX, SOCK_DGRAM, listens: false), unsafe open("/dev/null", O_RDONLY),
        ]
        for descriptor in others {
            #expect {
                _ = try ListeningPort(inherited: descriptor, name: "http")
            } throws: { error in
                "\(error)".contains("descriptor \(descriptor) (http)") && "\(error)".contains("not a listening")
            }
            close(descriptor)
            // Closed now.
            #expect(throws: SystemError.self) { try ListeningPort(inherited: descriptor, name: "") }
        }
    }

    @Test("the path of a Unix socket has a limit, and a name")
    func paths() throws {
        #expect(throws: SystemError.self) { try SocketAddress(unixPath: "") }
        #expect(throws: SystemError.self) { try SocketAddress(unixPath: String(repeating: "x", count: 108)) }
        let address = try SocketAddress(unixPath: String(repeating: "x", count: 107))
        #expect(address.description == "unix:" + String(repeating: "x", count: 107) && address.isLoopback)
    }
}
