// lossd healthcheck: asks a running lossd whether it is ready, for containers without curl.

import ArgumentParser
import Transport

struct HealthCheck: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "healthcheck", abstract: "Exit with 0 if the lossd at an address is ready for work, with 1 if not."
    )

    @Option(help: "The address that it listens on.")
    var host = "127.0.0.1"

    @Option(
        parsing: .unconditional,
        help:
            "The port that it listens on; by default the one that a server with this environment answers on without TLS."
    )
    var port: UInt16 = Self.usualPort

    @Option(
        help: ArgumentHelp("The Unix socket that it listens on, instead of an address and a port.", valueName: "path"))
    var unix: String?

    /// What a server takes from the environment; a port for metrics has no TLS.
    private static var usualPort: UInt16 {
        (usual("metrics-port") ?? usual("port")).flatMap { UInt16($0) } ?? 8080
    }

    private static func usual(_ name: String) -> String? {
        (try? SettingSources.ofProcess.settings(besides: []))?.first { $0.name == name }?.value
    }

    func run() throws {
        let request = "GET /readyz HTTP/1.1\r\nHost: \(host)\r\nConnection: close\r\n\r\n"
        do {
            let address =
                try (unix ?? Self.usual("unix")).map { path in try SocketAddress(unixPath: path) }
                ?? SocketAddress(host: host, port: port)
            let answer = try Probe.exchange(address, Array(request.utf8), timeoutSeconds: 3)
            guard !answer.starts(with: "HTTP/1.1 200 ".utf8) else { return }
            StandardStreams.printErrorLine(answer.prefix { $0 != UInt8(ascii: "\r") })
        } catch {
            StandardStreams.printErrorLine(Array("lossd: \(error)".utf8))
        }
        throw ExitCode(1)
    }
}
