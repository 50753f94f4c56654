// What a serving process counts, and how it tells Prometheus.

import Exchange
import Synchronization

/// The metrics of a server and its losses; may be told of events on any thread.
package final class Metrics: Sendable {
    /// What tells the series of one family apart.
    private struct Endpoint: Hashable {
        let method: String
        let route: String
        let status: Int
    }

    private struct LossCounts {
        var evaluations = 0
        var elements = 0
        var seconds = 0.0

        mutating func add(elements: Int, seconds: Double) {
            evaluations += 1
            self.elements += elements
            self.seconds += seconds
        }
    }

    private struct State {
        var durations: [Endpoint: Histogram] = [:]
        var losses: [String: LossCounts] = [:]
        var rejections: [String: Int] = [:]
        var callers: [String: Int] = [:]
        var failedHandshakes = 0
        var receivedBytes = 0
        var sentBytes = 0
        var connections = 0
        var refusedConnections = 0
        var activeRequests = 0
    }

    private let state: Mutex<State>
    private let version: String
    private let start = WallClock.seconds

    /// - Parameters:
    ///   - version: the version of the service.
    ///   - losses: the names of all losses, whose series exist from the start.
    ///   - rejections: the reasons that there are to refuse a request, whose series do too.
    package init(version: String, losses: [String], rejections: [String]) {
        self.version = version
        var state = State()
        for loss in losses { state.losses[loss] = LossCounts() }
        for reason in rejections { state.rejections[reason] = 0 }
        self.state = Mutex(state)
    }

    package func connectionsChanged(by change: Int) {
        state.withLock { $0.connections += change }
    }

    package func connectionRefused() {
        state.withLock { $0.refusedConnections += 1 }
    }

    package func handshakeFailed() {
        state.withLock { $0.failedHandshakes += 1 }
    }

    package func requestBegan() {
        state.withLock { $0.activeRequests += 1 }
    }

    /// A request was answered, or given up by its client; `route` is the template of its path, empty where there is
    /// none, so that no client can make more series than there are routes; `caller` is the name of its token.
    package func requestEnded(
        method: String, route: String, status: Int, seconds: Double, receivedBytes: Int, sentBytes: Int,
        caller: String? = nil
    ) {
        let endpoint = Endpoint(method: method, route: route.isEmpty ? "unmatched" : route, status: status)
        state.withLock { state in
            state.activeRequests -= 1
            state.durations[endpoint, default: Histogram()].observe(seconds)
            state.receivedBytes += receivedBytes
            state.sentBytes += sentBytes
            if let caller { state.callers[caller, default: 0] += 1 }
        }
    }

    /// A request was refused by the server itself.
    package func refused(_ reason: String) {
        state.withLock { $0.rejections[reason, default: 0] += 1 }
    }

    /// A loss was evaluated.
    package func evaluated(_ loss: String, elements: Int, seconds: Double) {
        state.withLock { $0.losses[loss, default: LossCounts()].add(elements: elements, seconds: seconds) }
    }

    /// All metrics as text.
    package var text: String {
        let state = state.withLock { $0 }
        var writer = PrometheusText()
        writeServer(state, into: &writer)
        writeLosses(state, into: &writer)
        writeProcess(into: &writer)
        return writer.text
    }

    private func writeServer(_ state: State, into writer: inout PrometheusText) {
        let duration = "http_server_request_duration_seconds"
        writer.family(duration, "histogram", "From the last byte of a request to the writing of its answer.")
        let endpoints = state.durations.sorted {
            ($0.key.route, $0.key.method, $0.key.status) < ($1.key.route, $1.key.method, $1.key.status)
        }
        for (endpoint, histogram) in endpoints {
            let labels = [
                ("http_request_method", endpoint.method), ("http_route", endpoint.route),
                ("http_response_status_code", String(endpoint.status)),
            ]
            writer.histogram(duration, labels, histogram)
        }
        writer.single(
            "http_server_active_requests", "gauge", "Requests that are being answered.", Double(state.activeRequests))
        writer.single(
            "http_server_received_body_bytes_total", "counter", "Bytes of the bodies of requests.",
            Double(state.receivedBytes))
        writer.single(
            "http_server_sent_body_bytes_total", "counter", "Bytes of the bodies of answers.", Double(state.sentBytes))
        writer.single("lossd_connections", "gauge", "Open connections.", Double(state.connections))
        writer.single(
            "lossd_connections_refused_total", "counter", "Connections beyond those that an address may have.",
            Double(state.refusedConnections))
        let rejected = "lossd_requests_rejected_total"
        writer.family(rejected, "counter", "Requests that the server itself refused, by reason.")
        for (reason, count) in state.rejections.sorted(by: { $0.key < $1.key }) {
            writer.sample(rejected, [("reason", reason)], Double(count))
        }
        writer.single(
            "lossd_tls_handshake_failures_total", "counter", "Connections on which TLS could not be agreed on.",
            Double(state.failedHandshakes))
        guard !state.callers.isEmpty else { return }
        let calls = "lossd_token_requests_total"
        writer.family(calls, "counter", "Requests that were answered, by the name of their token.")
        for (caller, count) in state.callers.sorted(by: { $0.key < $1.key }) {
            writer.sample(calls, [("token", caller)], Double(count))
        }
    }

    private func writeLosses(_ state: State, into writer: inout PrometheusText) {
        let losses = state.losses.sorted { $0.key < $1.key }
        let families: [(String, String, (LossCounts) -> Double)] = [
            ("lossd_evaluations_total", "Evaluations of a loss.", { Double($0.evaluations) }),
            ("lossd_evaluated_elements_total", "Elements that a loss was evaluated on.", { Double($0.elements) }),
            ("lossd_evaluation_seconds_total", "Time spent evaluating a loss.", { $0.seconds }),
        ]
        for (name, help, value) in families {
            writer.family(name, "counter", help)
            for (loss, counts) in losses { writer.sample(name, [("loss", loss)], value(counts)) }
        }
    }

    private func writeProcess(into writer: inout PrometheusText) {
        let process = ProcessStatistics()
        writer.family("lossd_build_info", "gauge", "The version that runs; always 1.")
        writer.sample("lossd_build_info", [("version", version)], 1)
        writer.single(
            "process_cpu_seconds_total", "counter", "Processor time, user and system.", process.cpuSeconds)
        writer.single("process_resident_memory_bytes", "gauge", "Memory in use.", process.residentBytes)
        writer.single("process_virtual_memory_bytes", "gauge", "Memory that is mapped.", process.virtualBytes)
        writer.single("process_open_fds", "gauge", "Open file descriptors.", process.openDescriptors)
        writer.single("process_max_fds", "gauge", "File descriptors that may be open.", process.descriptorLimit)
        writer.single("process_start_time_seconds", "gauge", "When the process began, since 1970.", start)
    }
}
