// Where a server listens besides an address and a port: Unix sockets.

import Foundation
import Glibc
import TestSupport
import Testing

@Suite("Unix sockets")
struct UnixSocketTests {
    private func curl(_ path: String, _ url: String = "http://x/livez") throws -> String {
        let finished = try BuiltBinary.finish(
            URL(filePath: "/usr/bin/curl"), ["--silent", "--max-time", "10", "--unix-socket", path, url])
        return String(decoding: finished.output, as: UTF8.self)
    }

    private func temporaryPath() -> String { "/tmp/lossd-\(UUID().uuidString)" }

    @Test("a Unix socket is served with its mode, replaces one that was left behind, and goes with the server")
    func unixSocket() throws {
        let path = temporaryPath()
        defer { _ = unsafe unlink(path) }
        // A socket that no process listens on any more.
        let left = try #require(Self.bound(path, SOCK_STREAM))
        close(left)
        let server = try ServingBinary(["--unix", path, "--unix-mode", "640"])
        #expect(server.firstWords == "listening on unix:\(path)\n")
        let attributes = try FileManager.default.attributesOfItem(atPath: path)
        #expect((attributes[.posixPermissions] as? NSNumber)?.intValue == 0o640)
        #expect(try curl(path) == "{\"status\":\"ok\"}\n")
        let health = try BuiltBinary.run(["healthcheck", "--unix", path])
        #expect(health.status == 0)
        let second = try BuiltBinary.run(["serve", "--unix", path])
        #expect(second.status == 1 && second.errors.contains("Address already in use"))
        #expect(try curl(path) == "{\"status\":\"ok\"}\n")
        #expect(server.stop() == 0)
        #expect(!FileManager.default.fileExists(atPath: path))
    }

    @Test("a health check asks where it is told to, and otherwise where the environment's server answers without TLS")
    func healthCheck() throws {
        let path = temporaryPath()
        let server = try ServingBinary(["--unix", path])
        let other = try ServingBinary()
        let dead = ["LOSSD_UNIX": "\(path)-none"]
        func status(_ arguments: [String], _ environment: [String: String]) throws -> Int32 {
            try BuiltBinary.run(["healthcheck"] + arguments, environment: environment).status
        }
        #expect(try status([], ["LOSSD_UNIX": path]) == 0)
        #expect(try status([], dead) == 1)
        #expect(try status(["--port", "\(other.port)"], dead) == 0)
        #expect(try status([], ["LOSSD_METRICS_PORT": "\(other.port)"].merging(dead) { $1 }) == 0)
        #expect(try status(["--unix", path], ["LOSSD_METRICS_PORT": "1"]) == 0)
        #expect(server.stop() == 0 && other.stop() == 0)
    }

    @Test("a start that fails, and a second signal, leave no socket behind")
    func leftovers() throws {
        let path = temporaryPath()
        let other = try ServingBinary()
        let failed = try BuiltBinary.run(["serve", "--unix", path, "--metrics-port", "\(other.port)"])
        #expect(failed.status == 1)
        #expect(!FileManager.default.fileExists(atPath: path))
        let server = try ServingBinary(["--unix", path, "--drain-delay-seconds", "20"])
        server.signal(SIGTERM)
        // Two signals at once are one.
        while try !curl(path, "http://x/readyz").contains("draining") {}
        #expect(server.stop() == 1)
        #expect(!FileManager.default.fileExists(atPath: path))
        #expect(other.stop() == 0)
    }

    @Test("a file that is no socket is not replaced")
    func otherFile() throws {
        let path = temporaryPath()
        try Data("keep".utf8).write(to: URL(filePath: path))
        defer { _ = unsafe unlink(path) }
        let finished = try BuiltBinary.run(["serve", "--unix", path])
        #expect(finished.status == 1 && finished.errors.contains("Address already in use"))
        let text = try String(contentsOf: URL(filePath: path), encoding: .utf8)
        #expect(text == "keep")
    }

    private static func bound(_ path: String, _ kind: __socket_type) -> Int32? {
        let descriptor = socket(AF_UNIX, Int32(kind.rawValue), 0)
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        unsafe withUnsafeMutableBytes(of: &address.sun_path) { unsafe $0.copyBytes(from: path.utf8) }
        let status = unsafe withUnsafePointer(to: &address) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                unsafe bind(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
            }
        }
        return status == 0 ? descriptor : nil
    }
}
