// lossd serve: the server, from its settings to the last answer.

import Access
import ArgumentParser
import Contract
import HTTP1
import LossService
import Parallelism
import Telemetry
import Transport

import Glibc

struct Serve: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "serve",
        abstract: "Serve until SIGTERM or SIGINT, then finish what is under way and exit.",
        discussion: "Every option can also come from the environment, as LOSSD_HOST for --host, or from the file that "
            + "--config names; the command line overrides the environment, and that the file. SIGHUP reloads certificates "
            + "and tokens.")

    @OptionGroup(title: "Server") var options: ServeOptions
    @OptionGroup(title: "Limits") var limits: LimitOptions

    func run() throws {
        Lifecycle.blockSignals()
        let log = try options.logFormat.accessFormat.map { format in
            let writer = try WorkerPool(threads: 1)
            return AccessLog(format, schedule: { writer.async(.normal, $0) }, write: { StandardStreams.print($0) })
        }
        let tracing = Self.traceSettings
        let traces = try traceExport(tracing.settings)
        let lifecycle = Lifecycle(
            delaySeconds: options.drainDelay, drainSeconds: options.drainSeconds
        ) {
            log?.finish()
            traces?.finish()
        }
        LargeMemory.keepForNextRequest()
        // Threads that help with a long problem have a low priority, as the thread that they help.
        Parallel.beforeHelping { ThreadPriority.standBack() }
        Parallel.processors = Processor.count
        let configuration = try Configuration(options, limits)
        let serverLimits = try serverLimits()
        let metrics = Metrics(
            version: Version.number, labels: Self.metricLabels, longestAnswer: serverLimits.handlerSeconds)
        let service = Service(
            limits: limits.serviceLimits, isReady: { lifecycle.isReady }, metrics: { metrics.text },
            observer: ServiceMetrics(metrics: metrics), hasConsole: options.console)
        let observer = ServerMetrics(metrics: metrics, log: log, service: service, options: options, traces: traces)
        let inherited = try inheritedPorts()
        let hasMetricsPort = options.metricsPort != nil || !inherited.metrics.isEmpty
        let pipeline = Pipeline(
            service: hasMetricsPort ? service.withoutMetrics : service,
            tokens: TokenCheck(store: configuration.tokens),
            fields: CommonFields(origins: AllowedOrigins(options.origins), sampler: traces?.sampler))
        // Threads and ports are there, all of them, before the first request is answered.
        let (group, metricsGroup) = try threads(hasMetricsPort)
        let metricsPorts = try metricsPorts(inherited.metrics, configuration)
        let ports = try ports(inherited.requests, configuration)
        if let metricsGroup { startMetrics(metricsGroup, metricsPorts, service: service, observer: observer) }
        let server = Server(
            on: ports, group, limits: serverLimits, security: configuration.security,
            application: pipeline.application(observer: observer))
        metrics.watch {
            var gauges = ServerGauges()
            (gauges.waitingAnswers, gauges.heldBytes) = server.load
            gauges.waitingAnswersLimit = serverLimits.waitingAnswers
            gauges.heldBytesLimit = serverLimits.heldBytes
            gauges.connectionsLimit = serverLimits.connections
            gauges.certificateExpiry = configuration.security?.expiry
            gauges.spans = traces?.counts
            return gauges
        }
        for warning in configuration.warnings(on: server.addresses) + tracing.warnings {
            StandardStreams.printErrorLine("lossd: warning: \(warning)".utf8)
        }
        let scheme = configuration.security == nil ? "http" : "https"
        for address in server.addresses {
            StandardStreams.printErrorLine("listening on \(address.isUnix ? "" : "\(scheme)://")\(address)".utf8)
        }
        ServiceManager.notify("READY=1")
        lifecycle.run(server) {
            let problems = configuration.reload()
            metrics.reloaded(isComplete: problems.isEmpty)
            for problem in problems { StandardStreams.printErrorLine("lossd: not reloaded: \(problem)".utf8) }
            if let warning = configuration.security?.warning {
                StandardStreams.printErrorLine("lossd: warning: \(warning)".utf8)
            }
            if problems.isEmpty { StandardStreams.printErrorLine("lossd: reloaded".utf8) }
        }
    }

    /// Where traces are sent, from the environment of the process, and what is wrong with it.
    static var traceSettings: (settings: TraceSettings?, warnings: [String]) {
        TraceSettings.read(StandardStreams.environment, version: Version.number)
    }

    /// What exports traces, where the environment asks for it.
    private func traceExport(_ settings: TraceSettings?) throws(SettingsFailure) -> TraceExport? {
        guard let settings else { return nil }
        do throws(SystemError) {
            return try TraceExport(settings, scheme: options.tlsCert == nil ? "http" : "https")
        } catch {
            throw SettingsFailure(description: "\(error)", status: 1)
        }
    }

    /// The labels of metrics whose series exist from the start.
    private static var metricLabels: Metrics.Labels {
        var labels = Metrics.Labels()
        labels.losses = Service.losses
        labels.strategies = Service.strategies
        labels.rejections = RequestFailure.Reason.allCases.map(\.rawValue)
        labels.faults = Array(FaultCode.everywhere)
        labels.warnings = Service.warnings
        return labels
    }

    /// The threads for requests, and those for metrics where they have a port of their own.
    private func threads(_ hasMetricsPort: Bool) throws(SettingsFailure) -> (LoopGroup, metrics: LoopGroup?) {
        do throws(SystemError) {
            let group = try LoopGroup(loops: options.loops ?? Processor.count)
            return (group, hasMetricsPort ? try LoopGroup(loops: 1, workers: group.workers) : nil)
        } catch {
            throw SettingsFailure(description: "\(error)", status: 1)
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

    /// Those of a service manager, and the one that the settings name: a path always, an address where there is nothing else.
    private func ports(
        _ inherited: [ListeningPort], _ configuration: Configuration
    ) throws(SettingsFailure) -> [ListeningPort] {
        if let path = options.unix {
            let address = try configuration.unixAddress(path)
            do throws(SystemError) {
                return inherited + [try ListeningPort(address, path: path, mode: options.unixPermissions ?? 0o600)]
            } catch {
                throw SettingsFailure(description: "cannot listen on \(path): \(error)", status: 1)
            }
        }
        return inherited.isEmpty ? [try port(configuration, options.host, options.port)] : inherited
    }

    private func metricsPorts(
        _ inherited: [ListeningPort], _ configuration: Configuration
    ) throws(SettingsFailure) -> [ListeningPort] {
        guard let number = options.metricsPort else { return inherited }
        return inherited + [try port(configuration, options.metricsHost, number)]
    }

    private func port(
        _ configuration: Configuration, _ host: String, _ number: UInt16
    ) throws(SettingsFailure) -> ListeningPort {
        let address = try configuration.address(host, number)
        do throws(SystemError) {
            return try ListeningPort(address)
        } catch {
            throw SettingsFailure(description: "cannot listen on \(host) port \(number): \(error)", status: 1)
        }
    }

    /// As many as loops, logs and certificates take, and some connections.
    private static let leastDescriptors = 32

    /// Answers /metrics on ports of its own.
    private func startMetrics(
        _ group: LoopGroup, _ ports: [ListeningPort], service: Service, observer: ServerMetrics
    ) {
        let pipeline = Pipeline(
            service: service.operations, tokens: TokenCheck(store: nil),
            fields: CommonFields(origins: AllowedOrigins([])))
        var few = ServerLimits()
        few.connections = 64
        let server = Server(on: ports, group, limits: few, application: pipeline.application(observer: observer))
        for address in server.addresses {
            StandardStreams.printErrorLine("metrics on \(address.isUnix ? "" : "http://")\(address)".utf8)
        }
    }
}
