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

    /// - Parameters:
    ///   - metrics: what counts them.
    ///   - log: what writes them down; `nil` where nothing does.
    ///   - service: what knows the routes.
    ///   - options: which requests are logged.
    init(metrics: Metrics, log: AccessLog?, service: Service, options: ServeOptions) {
        (self.metrics, self.log, self.service) = (metrics, log, service)
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
        if record.status < 400, log != nil, service.isQuiet(record.note.route) { return }
        write(record)
    }

    func requestRefused(_ record: RequestRecord) {
        metrics.answered(faults: record.answer.faults)
        write(record)
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
