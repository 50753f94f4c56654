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
        help: ArgumentHelp(
            "The port that it listens on; by default what a server with this environment answers on without TLS: its port "
                + "for metrics, its Unix socket, or its port."))
    var port: UInt16?

    @Option(
        help: ArgumentHelp("The Unix socket that it listens on, instead of an address and a port.", valueName: "path"))
    var unix: String?

    /// Where to ask.
    private func addresses() throws(SystemError) -> [SocketAddress] {
        if let unix { return [try SocketAddress(unixPath: unix)] }
        let settings = (try? SettingSources.ofProcess.settings(besides: [])) ?? []
        func usual(_ name: String) -> String? { settings.first { $0.name == name }?.value }
        if let port = port ?? usual("metrics-port").flatMap({ UInt16($0) }) {
            return try SocketAddress.all(host: host, port: port)
        }
        if let unix = usual("unix") { return [try SocketAddress(unixPath: unix)] }
        return try SocketAddress.all(host: host, port: usual("port").flatMap { UInt16($0) } ?? 8080)
    }

    func run() throws {
        let request = "GET /readyz HTTP/1.1\r\nHost: \(host)\r\nConnection: close\r\n\r\n"
        do {
            let answer = try Probe.exchange(try addresses(), Array(request.utf8), seconds: 3)
            guard !answer.starts(with: "HTTP/1.1 200 ".utf8) else { return }
            StandardStreams.printErrorLine(answer.prefix { $0 != UInt8(ascii: "\r") })
        } catch {
            StandardStreams.printErrorLine(Array("lossd: \(error)".utf8))
        }
        throw ExitCode(1)
    }
}
