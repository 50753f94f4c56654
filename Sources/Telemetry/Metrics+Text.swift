// How the metrics tell Prometheus.

extension Metrics {
    /// All metrics as text.
    package var text: String {
        let state = counted
        var writer = PrometheusText()
        writeRequests(state, into: &writer)
        writeServer(state, into: &writer)
        writeLosses(state, into: &writer)
        writeStrategies(state, into: &writer)
        writeProcess(into: &writer)
        return writer.text
    }

    private func writeRequests(_ state: State, into writer: inout PrometheusText) {
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
        writer.single(
            "http_server_request_body_size_bytes", "Bytes of a request's body, where it has one.", state.bodySizes)
        writer.single("lossd_batch_tasks", "Tasks of a batch that was evaluated or weighted.", state.batchTasks)
        writer.single(
            "lossd_batch_elements", "Elements that the losses of a batch were evaluated on.", state.batchElements)
        writer.counters(
            "lossd_faults_total", "Faults that were answered, by code.", "code", state.faults)
        writer.counters(
            "lossd_warnings_total", "Warnings that were answered, by code.", "code", state.warnings)
        guard !state.callers.isEmpty else { return }
        writer.counters(
            "lossd_token_requests_total", "Requests that were answered, by the name of their token.", "token",
            state.callers)
    }

    private func writeServer(_ state: State, into writer: inout PrometheusText) {
        writer.single("lossd_connections", "gauge", "Open connections.", Double(state.connections))
        writer.single(
            "lossd_connections_refused_total", "counter", "Connections beyond those that an address may have.",
            Double(state.refusedConnections))
        writer.counters(
            "lossd_requests_rejected_total", "Requests that the server itself refused, by reason.", "reason",
            state.rejections)
        writer.single(
            "lossd_tls_handshake_failures_total", "counter", "Connections on which TLS could not be agreed on.",
            Double(state.failedHandshakes))
        writer.single(
            "lossd_last_reload_timestamp_seconds", "gauge", "When certificates and tokens were read last, since 1970.",
            state.reload.time)
        writer.single(
            "lossd_last_reload_successful", "gauge", "1 if all of them could be read then, 0 otherwise.",
            state.reload.isComplete ? 1 : 0)
        guard let gauges = state.gauges?() else { return }
        let values: [(String, String, Int)] = [
            ("lossd_connections_limit", "Limit of lossd_connections (--max-connections).", gauges.connectionsLimit),
            ("lossd_waiting_answers", "Answers that workers compute, or that wait for one.", gauges.waitingAnswers),
            (
                "lossd_waiting_answers_limit", "Limit of lossd_waiting_answers (--max-waiting-answers).",
                gauges.waitingAnswersLimit
            ),
            ("lossd_held_bytes", "Bytes that requests and answers hold together.", gauges.heldBytes),
            ("lossd_held_bytes_limit", "Limit of lossd_held_bytes (--max-held-bytes).", gauges.heldBytesLimit),
        ]
        for (name, help, value) in values { writer.single(name, "gauge", help, Double(value)) }
        if let expiry = gauges.certificateExpiry {
            writer.single(
                "lossd_certificate_expiry_timestamp_seconds", "gauge", "When the certificate expires, since 1970.",
                expiry)
        }
        guard let spans = gauges.spans else { return }
        writer.single(
            "lossd_exported_spans_total", "counter", "Spans that a collector has taken.", Double(spans.exported))
        writer.single(
            "lossd_dropped_spans_total", "counter", "Spans that no collector has taken.", Double(spans.dropped))
    }

    private func writeLosses(_ state: State, into writer: inout PrometheusText) {
        let families: [(String, String, (LossCounts) -> Double)] = [
            ("lossd_evaluations_total", "Evaluations of a loss.", { Double($0.evaluations) }),
            ("lossd_evaluated_elements_total", "Elements that a loss was evaluated on.", { Double($0.elements) }),
            ("lossd_evaluation_seconds_total", "Time spent evaluating a loss.", { $0.seconds }),
            (
                "lossd_not_finite_losses_total", "Evaluations of a loss that resulted in NaN or an infinity.",
                { Double($0.notFinite) }
            ),
        ]
        for (name, help, value) in families { writer.counters(name, help, "loss", state.losses.mapValues(value)) }
    }

    private func writeStrategies(_ state: State, into writer: inout PrometheusText) {
        let families: [(String, String, (StrategyCounts) -> Double)] = [
            ("lossd_weightings_total", "Batches that a strategy weighted.", { Double($0.weightings) }),
            ("lossd_weighting_seconds_total", "Time spent in a strategy.", { $0.seconds }),
            ("lossd_weighting_rounds_total", "Rounds of a strategy's solver.", { Double($0.rounds) }),
            (
                "lossd_weighting_not_converged_total", "Batches whose solver stopped before it converged.",
                { Double($0.notConverged) }
            ),
        ]
        for (name, help, value) in families {
            writer.counters(name, help, "strategy", state.strategies.mapValues(value))
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
