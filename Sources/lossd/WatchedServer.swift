// The server's events, as metrics count them and the access log tells them.

import HTTP1
import HTTPTypes
import LossService
import Telemetry

/// Tells metrics and log what the server tells.
struct WatchedServer: ServerObserver {
    let metrics: Metrics
    let log: AccessLog?
    let service: Service

    /// What asks so often that nobody wants to read of it while all is well.
    private static let quietRoutes = ["/livez", "/readyz", "/metrics"]

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

    func requestEnded(_ exchange: Exchange) {
        let route = route(exchange)
        metrics.requestEnded(
            method: exchange.request?.method.rawValue ?? "", route: route, status: exchange.status,
            seconds: exchange.seconds, receivedBytes: exchange.receivedBytes, sentBytes: exchange.sentBytes,
            caller: exchange.note?.caller)
        if exchange.status < 400, Self.quietRoutes.contains(route) { return }
        write(exchange, route)
    }

    func requestRefused(_ exchange: Exchange) {
        write(exchange, route(exchange))
    }

    private func route(_ exchange: Exchange) -> String {
        if let route = exchange.note?.route, !route.isEmpty { return route }
        return exchange.request?.path.flatMap { service.route(of: $0) } ?? ""
    }

    private func write(_ exchange: Exchange, _ route: String) {
        guard let log else { return }
        log.log(
            AccessEntry(
                requestID: exchange.requestID, trace: exchange.note?.trace,
                method: exchange.request?.method.rawValue ?? "", route: route, status: exchange.status,
                duration: exchange.seconds, receivedBytes: exchange.receivedBytes, sentBytes: exchange.sentBytes,
                remote: exchange.remote, caller: exchange.note?.caller, tasks: exchange.note?.tasks))
    }
}
