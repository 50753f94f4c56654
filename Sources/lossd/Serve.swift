// lossd serve: the server, from its settings to the last answer.

import Access
import ArgumentParser
import Contract
import HTTP1
import LossService
import Telemetry
import Transport

import Glibc

struct Serve: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Serve until SIGTERM or SIGINT, then finish what is under way and exit.",
        discussion: "Every option can also come from the environment, as LOSSD_HOST for --host, or from the file that "
            + "--config names; the command line overrides the environment, and that the file. SIGHUP reloads certificates "
            + "and tokens.")

    @OptionGroup(title: "Server") var options: ServeOptions
    @OptionGroup(title: "Limits") var limits: LimitOptions

    func run() throws {
        let log = try options.logFormat.accessFormat.map { format in
            let writer = try WorkerPool(threads: 1)
            return AccessLog(format, schedule: { writer.async($0) }, write: { StandardStreams.print($0) })
        }
        let lifecycle = Lifecycle(
            delaySeconds: options.drainDelay, drainSeconds: options.drainSeconds
        ) { log?.finish() }
        LargeMemory.keepForNextRequest()
        // Threads that help with a long problem have a low priority, as the thread that they help.
        Service.beforeHelping { ThreadPriority.standBack() }
        let configuration = try Configuration(options, limits)
        let metrics = Metrics(
            version: Version.number, losses: Service.losses,
            rejections: RequestFailure.Reason.allCases.map(\.rawValue))
        let service = Service(
            limits: limits.serviceLimits, isReady: { lifecycle.isReady }, metrics: { metrics.text },
            evaluated: { metrics.evaluated($0, elements: $1, seconds: $2) })
        let observer = ServerMetrics(metrics: metrics, log: log, service: service)
        let pipeline = Pipeline(
            service: options.metricsPort == nil ? service : service.withoutMetrics,
            tokens: TokenCheck(store: configuration.tokens),
            fields: CommonFields(origins: AllowedOrigins(options.origins)))
        let server = try start(configuration, pipeline.application(observer: observer))
        for warning in configuration.warnings(on: server.address) {
            StandardStreams.printErrorLine("lossd: warning: \(warning)".utf8)
        }
        try startMetrics(configuration, service: service, observer: observer)
        let scheme = configuration.security == nil ? "http" : "https"
        StandardStreams.printErrorLine("listening on \(scheme)://\(server.address)".utf8)
        ServiceManager.notify("READY=1")
        lifecycle.run(server) {
            let problems = configuration.reload()
            for problem in problems { StandardStreams.printErrorLine("lossd: not reloaded: \(problem)".utf8) }
            if problems.isEmpty { StandardStreams.printErrorLine("lossd: reloaded".utf8) }
        }
    }

    private func start(_ configuration: Configuration, _ application: Application) throws(SettingsFailure) -> Server {
        let address = try configuration.address(options.host, options.port)
        do throws(SystemError) {
            return try Server(
                on: try port(address), loops: options.loops ?? Processor.count,
                limits: serverLimits, security: configuration.security,
                application: application)
        } catch {
            throw SettingsFailure(
                description: "cannot listen on \(options.host) port \(options.port): \(error)", status: 1)
        }
    }

    private var serverLimits: ServerLimits {
        var limits = limits.serverLimits(descriptors: DescriptorLimit.raise())
        // Without time to spare, idle connections are closed at once.
        if options.drainSeconds - options.drainDelay < 2 * limits.drainIdleSeconds { limits.drainIdleSeconds = 0 }
        return limits
    }

    /// The socket that systemd opened, or one of our own.
    private func port(_ address: SocketAddress) throws(SystemError) -> ListeningPort {
        if let inherited = ServiceManager.inheritedPort() { return inherited }
        return try ListeningPort(address)
    }

    /// Answers /metrics on a separate port, where the settings ask for one.
    private func startMetrics(
        _ configuration: Configuration, service: Service, observer: ServerMetrics
    ) throws(SettingsFailure) {
        guard let port = options.metricsPort else { return }
        let pipeline = Pipeline(
            service: service.operations, tokens: TokenCheck(store: nil),
            fields: CommonFields(origins: AllowedOrigins([])))
        let address = try configuration.address(options.metricsHost, port)
        do throws(SystemError) {
            var few = ServerLimits()
            few.connections = 64
            let server = try Server(
                address: address, loops: 1, limits: few,
                application: pipeline.application(observer: observer))
            StandardStreams.printErrorLine("metrics on http://\(server.address)".utf8)
        } catch {
            throw SettingsFailure(
                description: "cannot listen on \(options.metricsHost) port \(port): \(error)", status: 1)
        }
    }
}
