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
        let inherited = try inheritedPorts()
        let pipeline = Pipeline(
            service: options.metricsPort == nil && inherited.metrics.isEmpty ? service : service.withoutMetrics,
            tokens: TokenCheck(store: configuration.tokens),
            fields: CommonFields(origins: AllowedOrigins(options.origins)))
        let server = try start(inherited.requests, configuration, pipeline.application(observer: observer))
        for warning in configuration.warnings(on: server.addresses) {
            StandardStreams.printErrorLine("lossd: warning: \(warning)".utf8)
        }
        try startMetrics(inherited.metrics, configuration, service: service, observer: observer)
        let scheme = configuration.security == nil ? "http" : "https"
        for address in server.addresses {
            StandardStreams.printErrorLine("listening on \(address.isUnix ? "" : "\(scheme)://")\(address)".utf8)
        }
        ServiceManager.notify("READY=1")
        lifecycle.run(server) {
            let problems = configuration.reload()
            for problem in problems { StandardStreams.printErrorLine("lossd: not reloaded: \(problem)".utf8) }
            if let warning = configuration.security?.warning {
                StandardStreams.printErrorLine("lossd: warning: \(warning)".utf8)
            }
            if problems.isEmpty { StandardStreams.printErrorLine("lossd: reloaded".utf8) }
        }
    }

    private func start(
        _ inherited: [ListeningPort], _ configuration: Configuration, _ application: Application
    ) throws(SettingsFailure) -> Server {
        let limits = try serverLimits()
        let ports = inherited.isEmpty ? [try port(configuration)] : inherited
        do throws(SystemError) {
            return try Server(
                on: ports, loops: options.loops ?? Processor.count, limits: limits, security: configuration.security,
                application: application)
        } catch {
            throw SettingsFailure(description: "cannot start: \(error)", status: 1)
        }
    }

    /// - Throws: when the process may open so few descriptors that it could not serve.
    private func serverLimits() throws(SettingsFailure) -> ServerLimits {
        let descriptors = DescriptorLimit.raise()
        guard descriptors >= Self.leastDescriptors else {
            throw SettingsFailure(
                description:
                    "the limit on open files is \(descriptors); lossd needs \(Self.leastDescriptors) (ulimit -n)",
                status: 1)
        }
        var limits = limits.serverLimits(descriptors: descriptors)
        // Without time to spare, idle connections are closed at once.
        if options.drainSeconds - options.drainDelay < 2 * limits.drainIdleSeconds { limits.drainIdleSeconds = 0 }
        return limits
    }

    /// The sockets that a service manager opened: those named "metrics" for metrics, the others for requests.
    private func inheritedPorts() throws(SettingsFailure) -> (requests: [ListeningPort], metrics: [ListeningPort]) {
        do throws(SystemError) {
            let ports = try ServiceManager.inheritedPorts()
            return (
                ports.filter { $0.name != "metrics" }.map(\.port), ports.filter { $0.name == "metrics" }.map(\.port)
            )
        } catch {
            throw SettingsFailure(description: "\(error)")
        }
    }

    /// The socket that the settings name.
    private func port(_ configuration: Configuration) throws(SettingsFailure) -> ListeningPort {
        if let path = options.unix {
            _ = try configuration.checkAddresses()
            do throws(SystemError) {
                return try ListeningPort(unixPath: path, mode: options.unixPermissions ?? 0o600)
            } catch {
                throw SettingsFailure(description: "cannot listen on \(path): \(error)", status: 1)
            }
        }
        let address = try configuration.address(options.host, options.port)
        do throws(SystemError) {
            return try ListeningPort(address)
        } catch {
            throw SettingsFailure(
                description: "cannot listen on \(options.host) port \(options.port): \(error)", status: 1)
        }
    }

    /// As many as loops, logs and certificates take, and some connections.
    private static let leastDescriptors = 32

    /// Answers /metrics on a separate port, where the settings ask for one.
    private func startMetrics(
        _ inherited: [ListeningPort], _ configuration: Configuration, service: Service, observer: ServerMetrics
    ) throws(SettingsFailure) {
        guard options.metricsPort != nil || !inherited.isEmpty else { return }
        let pipeline = Pipeline(
            service: service.operations, tokens: TokenCheck(store: nil),
            fields: CommonFields(origins: AllowedOrigins([])))
        var ports = inherited
        if let port = options.metricsPort {
            let address = try configuration.address(options.metricsHost, port)
            do throws(SystemError) {
                ports.append(try ListeningPort(address))
            } catch {
                throw SettingsFailure(
                    description: "cannot listen on \(options.metricsHost) port \(port): \(error)", status: 1)
            }
        }
        do throws(SystemError) {
            var few = ServerLimits()
            few.connections = 64
            let server = try Server(
                on: ports, loops: 1, limits: few, application: pipeline.application(observer: observer))
            for address in server.addresses {
                StandardStreams.printErrorLine("metrics on \(address.isUnix ? "" : "http://")\(address)".utf8)
            }
        } catch {
            throw SettingsFailure(description: "cannot start: \(error)", status: 1)
        }
    }
}
