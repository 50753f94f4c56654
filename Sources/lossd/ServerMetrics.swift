// The server's events, as metrics count them and the access log shows them.

import Exchange
import HTTP1
import LossService
import Telemetry

/// Passes what the server reports on to metrics and log.
///
/// A class, since every step of a request asks for it.
final class ServerMetrics: ServerObserver {
    private let metrics: Metrics
    private let log: AccessLog?
    private let service: Service
    private let logged: LoggedRequests
    private let slowSeconds: Double
    private let traces: TraceExport?

    /// - Parameters:
    ///   - metrics: what counts them.
    ///   - log: what writes them down; `nil` where nothing does.
    ///   - service: what knows the routes.
    ///   - options: which requests are logged.
    ///   - traces: what exports them as spans; `nil` where nothing does.
    init(metrics: Metrics, log: AccessLog?, service: Service, options: ServeOptions, traces: TraceExport? = nil) {
        (self.metrics, self.log, self.service, self.traces) = (metrics, log, service, traces)
        (logged, slowSeconds) = (options.logRequests, options.slowSeconds)
    }

    func connectionsChanged(by change: Int) {
        metrics.connectionsChanged(by: change)
    }

    func connectionRefused() {
        metrics.connectionRefused()
    }

    func handshakeFailed(remote: String, reason: String) {
        metrics.handshakeFailed()
        log?.warn("TLS handshake failed", remote: remote, reason: reason)
    }

    func refused(_ reason: RequestFailure.Reason) {
        metrics.refused(reason.rawValue)
    }

    func requestBegan() {
        metrics.requestBegan()
    }

    func requestEnded(_ record: RequestRecord) {
        metrics.requestEnded(
            method: record.method?.rawValue ?? "", route: record.note.route, status: record.status,
            seconds: record.seconds, receivedBytes: record.receivedBytes, sentBytes: record.sentBytes,
            caller: record.note.caller, answer: record.answer)
        report(record)
    }

    func requestRefused(_ record: RequestRecord) {
        metrics.answered(faults: record.answer.faults)
        report(record)
    }

    /// Tells the log and traces of a request, unless it only asks whether all is well, and it is.
    private func report(_ record: RequestRecord) {
        guard log != nil || record.note.trace?.isSampled == true else { return }
        if record.status < 400, service.isQuiet(record.note.route) { return }
        write(record)
        traces?.export(record)
    }

    private func write(_ record: RequestRecord) {
        guard let log, logged.contains(status: record.status, seconds: record.seconds, slowSeconds: slowSeconds)
        else { return }
        log.log(
            AccessEntry(
                requestID: record.requestID.description, trace: record.note.trace,
                method: record.method?.rawValue ?? "", route: record.note.route, status: record.status,
                duration: record.seconds, receivedBytes: record.receivedBytes, sentBytes: record.sentBytes,
                remote: record.remote, caller: record.note.caller, tasks: record.answer.tasks))
    }
}
