// The server's events, as metrics count them.

import HTTP1
import HTTPTypes
import LossService
import Telemetry

/// Tells the metrics what the server tells.
struct MeteredServer: ServerObserver {
    let metrics: Metrics
    let service: Service

    func connectionsChanged(by change: Int) {
        metrics.connectionsChanged(by: change)
    }

    func requestBegan() {
        metrics.requestBegan()
    }

    func requestEnded(_ exchange: Exchange) {
        metrics.requestEnded(
            method: exchange.request.method.rawValue, route: service.route(of: exchange.request.path ?? "/") ?? "",
            status: exchange.status, seconds: exchange.seconds, receivedBytes: exchange.receivedBytes,
            sentBytes: exchange.sentBytes)
    }

    func requestRefused(status: Int) {
        metrics.requestRefused(status: status)
    }
}
