// lossd serve: the server, from its settings to the last answer.

import Access
import ArgumentParser
import HTTP1
import LossService
import Telemetry
import Transport

import Glibc

struct Serve: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Serve until SIGTERM or SIGINT, then finish what is under way and exit.",
        discussion: "Every option can also come from the environment, as LOSSD_HOST for --host, or from the file that "
            + "--config names; the command line goes before both. SIGHUP reads certificates and tokens again.")

    @OptionGroup(title: "Server") var options: ServeOptions
    @OptionGroup(title: "Limits") var limits: LimitOptions

    func run() throws {
        let log = options.logFormat.accessFormat.map { AccessLog($0) { StandardStreams.print($0) } }
        let life = Life(drainSeconds: limits.drainSeconds) { log?.finish() }
        LargeMemory.keepForNextRequest()
        // Whoever helps with a long problem stands back for small requests, as the thread that it came to does.
        Service.beforeHelping { ThreadPriority.standBack() }
        let assembly = try Assembly(options, limits)
        let metrics = Metrics(
            version: Version.number, losses: LossesEndpoint.names,
            rejections: RequestFailure.Reason.allCases.map(\.rawValue))
        let service = Service(
            limits: limits.serviceLimits, isReady: { life.isReady }, metrics: { metrics.text },
            evaluated: { metrics.evaluated($0, elements: $1, seconds: $2) })
        let observer = WatchedServer(metrics: metrics, log: log, service: service)
        let gate = Gate(
            service: options.metricsPort == nil ? service : service.withoutMetrics, tokens: assembly.tokens,
            origins: AllowedOrigins(options.origins))
        let server = try start(assembly, gate.application(observer: observer))
        for warning in assembly.warnings(on: server.address) {
            StandardStreams.printErrorLine("lossd: warning: \(warning)".utf8)
        }
        try startMetrics(assembly, service: service, observer: observer)
        let scheme = assembly.security == nil ? "http" : "https"
        StandardStreams.printErrorLine("listening on \(scheme)://\(server.address)".utf8)
        ServiceManager.notify("READY=1")
        life.run(server) {
            let problems = assembly.reload()
            for problem in problems { StandardStreams.printErrorLine("lossd: not reloaded: \(problem)".utf8) }
            if problems.isEmpty { StandardStreams.printErrorLine("lossd: reloaded".utf8) }
        }
    }

    private func start(_ assembly: Assembly, _ application: Application) throws(SettingsFailure) -> Server {
        let address = try assembly.address(options.host, options.port)
        do throws(SystemError) {
            return try Server(
                on: try port(address), loops: options.loops ?? Processor.count,
                limits: limits.serverLimits(descriptors: DescriptorLimit.raise()), security: assembly.security,
                application: application)
        } catch {
            throw SettingsFailure(
                description: "cannot listen on \(options.host) port \(options.port): \(error)", status: 1)
        }
    }

    /// The socket that systemd opened, or one of our own.
    private func port(_ address: SocketAddress) throws(SystemError) -> ListeningPort {
        if let inherited = ServiceManager.inheritedPort() { return inherited }
        return try ListeningPort(address)
    }

    /// Answers /metrics on a port of its own, where that is wanted.
    private func startMetrics(
        _ assembly: Assembly, service: Service, observer: WatchedServer
    ) throws(SettingsFailure) {
        guard let port = options.metricsPort else { return }
        let gate = Gate(service: service.operations, tokens: nil, origins: AllowedOrigins([]))
        let address = try assembly.address(options.metricsHost, port)
        do throws(SystemError) {
            var few = ServerLimits()
            few.connections = 64
            let server = try Server(
                address: address, loops: 1, limits: few,
                application: gate.application(observer: observer))
            StandardStreams.printErrorLine("metrics on http://\(server.address)".utf8)
        } catch {
            throw SettingsFailure(
                description: "cannot listen on \(options.metricsHost) port \(port): \(error)", status: 1)
        }
    }
}
