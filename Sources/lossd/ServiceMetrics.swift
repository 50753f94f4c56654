// What the service evaluates, as metrics count it.

import Contract
import LossService
import Telemetry

/// Passes what the service reports on to metrics.
struct ServiceMetrics: ServiceObserver {
    let metrics: Metrics

    func evaluated(_ loss: String, elements: Int, seconds: Double, isFinite: Bool) {
        metrics.evaluated(loss, elements: elements, seconds: seconds, isFinite: isFinite)
    }

    func weighted(_ strategy: String, seconds: Double, rounds: Int, hasConverged: Bool) {
        metrics.weighted(strategy, seconds: seconds, rounds: rounds, hasConverged: hasConverged)
    }
}
