// lossd serve: the server, from its settings to the last answer.

import ArgumentParser
import HTTP1
import LossService
import Telemetry
import Transport

import Glibc

struct Serve: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Serve until SIGTERM or SIGINT, then finish what is under way and exit.")

    @Option(help: "The address to listen on; \"::\" is every address of this machine.")
    var host = "127.0.0.1"

    @Option(help: "The port to listen on; 0 picks a free one.")
    var port: UInt16 = 8080

    @Option(help: "Threads that read and write; by default one for each processor.")
    var loops: Int?

    @Option(help: "The largest body of a request, in bytes.")
    var maxBodyBytes = ServerLimits().bodyBytes

    @Option(help: "Bytes of requests and answers that all connections may hold together; more is answered 503.")
    var maxHeldBytes = ServerLimits().heldBytes

    @Option(help: "Answers that may be worked out, or wait for that, at one time; more are answered 503.")
    var maxWaitingAnswers = ServerLimits().waitingAnswers

    @Option(help: "Connections at one time; more wait in the system's queue.")
    var maxConnections = ServerLimits().connections

    @Option(help: "Connections at one time from one address; more are closed at once. By default as many as there are.")
    var maxConnectionsPerAddress: Int?

    @Option(help: "Requests on one connection, which is closed after the last. By default any number.")
    var maxRequestsPerConnection: Int?

    @Option(help: "How requests are logged to standard output: auto is text on a terminal and JSON lines otherwise.")
    var logFormat = LogFormat.auto

    @Option(help: "Seconds that answers under way may take after SIGTERM.")
    var drainSeconds = 25.0

    func validate() throws {
        guard loops.map({ (1...256).contains($0) }) ?? true else {
            throw ValidationError("--loops takes a number from 1 to 256")
        }
        guard maxBodyBytes >= 0 else { throw ValidationError("--max-body-bytes takes a number, 0 or greater") }
        guard maxHeldBytes >= 0, maxWaitingAnswers >= 0 else {
            throw ValidationError("--max-held-bytes and --max-waiting-answers take numbers, 0 or greater")
        }
        guard (maxConnectionsPerAddress ?? 1) > 0, (maxRequestsPerConnection ?? 1) > 0 else {
            throw ValidationError(
                "--max-connections-per-address and --max-requests-per-connection take numbers greater than 0")
        }
        guard maxConnections > 0 else { throw ValidationError("--max-connections takes a number greater than 0") }
        guard (0...86_400).contains(drainSeconds) else {
            throw ValidationError("--drain-seconds takes a number from 0 to 86400")
        }
    }

    func run() throws {
        let log = logFormat.accessFormat.map { AccessLog($0) { StandardStreams.print($0) } }
        let life = Life(drainSeconds: drainSeconds) { log?.finish() }
        LargeMemory.returnWhenFreed()
        let metrics = Metrics(version: Version.number, losses: LossesEndpoint.names)
        let service = Service(
            isReady: { life.isReady }, metrics: { metrics.text },
            evaluated: { metrics.evaluated($0, elements: $1, seconds: $2) })
        var limits = ServerLimits()
        limits.bodyBytes = maxBodyBytes
        limits.heldBytes = maxHeldBytes
        limits.waitingAnswers = maxWaitingAnswers
        limits.connectionsPerAddress = maxConnectionsPerAddress ?? limits.connectionsPerAddress
        limits.requestsPerConnection = maxRequestsPerConnection ?? limits.requestsPerConnection
        // Some descriptors are for other things than connections.
        limits.connections = min(maxConnections, max(DescriptorLimit.raise() - 64, 16))
        let server: Server
        do {
            server = try Server(
                address: try SocketAddress(host: host, port: port), loops: loops ?? Self.processors, limits: limits,
                application: Application(
                    respond: { request, body in
                        switch service.begin(request, body: body) {
                        case .now(let answer): .now(answer)
                        case .later(let work): .later(work)
                        }
                    },
                    refuse: { service.refuse(status: $0, detail: $1, requestID: $2) },
                    observer: WatchedServer(metrics: metrics, log: log, service: service)))
        } catch {
            StandardStreams.printErrorLine(Array("lossd: cannot listen on \(host) port \(port): \(error)".utf8))
            throw ExitCode(1)
        }
        StandardStreams.printErrorLine(Array("listening on http://\(server.address)".utf8))
        life.run(server)
    }

    private static var processors: Int {
        max(sysconf(Int32(_SC_NPROCESSORS_ONLN)), 1)
    }
}
