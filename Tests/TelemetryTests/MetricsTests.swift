// What is counted, and the text that says so.

import Exchange
import Telemetry
import Testing

@Suite("Metrics")
struct MetricsTests {
    private static func metrics() -> Metrics {
        var labels = Metrics.Labels()
        labels.losses = ["mse_loss", "l1_loss"]
        labels.strategies = ["mean", "cagrad"]
        labels.rejections = ["body_time", "malformed"]
        labels.faults = ["wrong_type"]
        labels.warnings = ["nan_input"]
        return Metrics(version: "1.2.3", labels: labels, longestAnswer: 45)
    }

    private static func value(_ series: String, in text: String) -> Double? {
        text.split(separator: "\n").first { $0.hasPrefix(series + " ") }.flatMap {
            Double($0.dropFirst(series.count + 1))
        }
    }

    @Test("requests fall into the histogram of their endpoint, cumulatively")
    func durations() throws {
        let metrics = Self.metrics()
        for seconds in [0.00005, 0.0002, 0.0002, 3, 100] {
            metrics.requestBegan()
            metrics.requestEnded(
                method: "POST", route: "/v1/evaluate", status: 200, seconds: seconds, receivedBytes: 10, sentBytes: 20)
        }
        metrics.requestBegan()
        metrics.requestEnded(method: "GET", route: "", status: 404, seconds: 1, receivedBytes: 0, sentBytes: 5)
        metrics.requestBegan()
        let text = metrics.text
        let name = "http_server_request_duration_seconds"
        let labels =
            #"http_request_method="POST",http_route="/v1/evaluate",http_response_status_code="200""#
        for (bound, count) in [
            ("0.0001", 1.0), ("0.00025", 3), ("2.5", 3), ("5", 4), ("10", 4), ("30", 4), ("45", 4), ("+Inf", 5),
        ] {
            #expect(Self.value("\(name)_bucket{\(labels),le=\"\(bound)\"}", in: text) == count, "\(bound)")
        }
        #expect(Self.value("\(name)_count{\(labels)}", in: text) == 5)
        #expect(Self.value("\(name)_bucket{\(labels),le=\"60\"}", in: text) == nil)
        #expect(try abs(#require(Self.value("\(name)_sum{\(labels)}", in: text)) - 103.00045) < 1e-9)
        #expect(text.contains(#"http_route="unmatched",http_response_status_code="404""#))
        #expect(Self.value("http_server_active_requests", in: text) == 1)
        #expect(Self.value("http_server_received_body_bytes_total", in: text) == 50)
        #expect(Self.value("http_server_sent_body_bytes_total", in: text) == 105)
    }

    @Test("losses, connections and refusals are counted; losses are there from the start")
    func counts() {
        let metrics = Self.metrics()
        #expect(Self.value(#"lossd_evaluations_total{loss="l1_loss"}"#, in: metrics.text) == 0)
        metrics.evaluated("l1_loss", elements: 12, seconds: 0.5, isFinite: true)
        metrics.evaluated("l1_loss", elements: 3, seconds: 0.25, isFinite: false)
        metrics.connectionsChanged(by: 2)
        metrics.connectionsChanged(by: -1)
        metrics.refused("body_time")
        let text = metrics.text
        #expect(Self.value(#"lossd_evaluations_total{loss="l1_loss"}"#, in: text) == 2)
        #expect(Self.value(#"lossd_evaluated_elements_total{loss="l1_loss"}"#, in: text) == 15)
        #expect(Self.value(#"lossd_evaluation_seconds_total{loss="l1_loss"}"#, in: text) == 0.75)
        #expect(Self.value(#"lossd_evaluations_total{loss="mse_loss"}"#, in: text) == 0)
        #expect(Self.value(#"lossd_not_finite_losses_total{loss="l1_loss"}"#, in: text) == 1)
        #expect(Self.value(#"lossd_not_finite_losses_total{loss="mse_loss"}"#, in: text) == 0)
        #expect(Self.value("lossd_connections", in: text) == 1)
        #expect(Self.value(#"lossd_requests_rejected_total{reason="body_time"}"#, in: text) == 1)
        #expect(Self.value(#"lossd_requests_rejected_total{reason="malformed"}"#, in: text) == 0)
        #expect(Self.value(#"lossd_build_info{version="1.2.3"}"#, in: text) == 1)
    }

    @Test("strategies, batches, faults and warnings are counted; their series are there from the start")
    func batches() {
        let metrics = Self.metrics()
        for series in [
            #"lossd_faults_total{code="wrong_type"}"#, #"lossd_warnings_total{code="nan_input"}"#,
            #"lossd_weightings_total{strategy="mean"}"#, #"lossd_batch_tasks_bucket{le="1"}"#,
        ] { #expect(Self.value(series, in: metrics.text) == 0, "\(series)") }
        metrics.weighted("cagrad", seconds: 0.5, rounds: 7, hasConverged: true)
        metrics.weighted("cagrad", seconds: 1, rounds: 100, hasConverged: false)
        metrics.requestBegan()
        metrics.requestEnded(
            method: "POST", route: "/v1/evaluate", status: 200, seconds: 1, receivedBytes: 300, sentBytes: 1,
            answer: AnswerNote(tasks: 3, elements: 5000, warnings: ["nan_input", "nan_input"]))
        var faulty = AnswerNote()
        faulty.faults = ["wrong_type"]
        metrics.requestBegan()
        metrics.requestEnded(
            method: "POST", route: "/v1/evaluate", status: 422, seconds: 1, receivedBytes: 20, sentBytes: 1,
            answer: faulty)
        metrics.answered(faults: ["bad_request"])
        let text = metrics.text
        for (series, value) in [
            (#"lossd_weightings_total{strategy="cagrad"}"#, 2.0),
            (#"lossd_weighting_seconds_total{strategy="cagrad"}"#, 1.5),
            (#"lossd_weighting_rounds_total{strategy="cagrad"}"#, 107),
            (#"lossd_weighting_not_converged_total{strategy="cagrad"}"#, 1),
            (#"lossd_weighting_not_converged_total{strategy="mean"}"#, 0),
            (#"lossd_faults_total{code="wrong_type"}"#, 1), (#"lossd_faults_total{code="bad_request"}"#, 1),
            (#"lossd_warnings_total{code="nan_input"}"#, 2),
            (#"http_server_request_body_size_bytes_bucket{le="256"}"#, 1),
            (#"http_server_request_body_size_bytes_bucket{le="1024"}"#, 2),
            ("http_server_request_body_size_bytes_sum", 320), (#"lossd_batch_tasks_bucket{le="1"}"#, 0),
            (#"lossd_batch_tasks_bucket{le="4"}"#, 1), ("lossd_batch_elements_sum", 5000),
            (#"lossd_batch_elements_bucket{le="4096"}"#, 0), (#"lossd_batch_elements_bucket{le="16384"}"#, 1),
        ] { #expect(Self.value(series, in: text) == value, "\(series)") }
    }

    @Test("what a server holds is asked of it each time, and a reload is dated")
    func gauges() throws {
        let metrics = Self.metrics()
        #expect(Self.value("lossd_held_bytes", in: metrics.text) == nil)
        metrics.watch {
            var gauges = ServerGauges()
            (gauges.heldBytes, gauges.heldBytesLimit, gauges.waitingAnswers) = (5, 10, 2)
            (gauges.waitingAnswersLimit, gauges.connectionsLimit, gauges.certificateExpiry) = (4, 8, 1e9)
            return gauges
        }
        let began = try #require(Self.value("lossd_last_reload_timestamp_seconds", in: metrics.text))
        #expect(Self.value("lossd_last_reload_successful", in: metrics.text) == 1)
        metrics.reloaded(isComplete: false)
        let text = metrics.text
        #expect(try #require(Self.value("lossd_last_reload_timestamp_seconds", in: text)) >= began)
        for (series, value) in [
            ("lossd_last_reload_successful", 0.0), ("lossd_held_bytes", 5), ("lossd_held_bytes_limit", 10),
            ("lossd_waiting_answers", 2), ("lossd_waiting_answers_limit", 4), ("lossd_connections_limit", 8),
            ("lossd_certificate_expiry_timestamp_seconds", 1e9),
        ] { #expect(Self.value(series, in: text) == value, "\(series)") }
    }

    @Test("the process is measured")
    func process() throws {
        let text = Self.metrics().text
        #expect(try #require(Self.value("process_resident_memory_bytes", in: text)) > 1_000_000)
        #expect(try #require(Self.value("process_virtual_memory_bytes", in: text)) > 1_000_000)
        let open = try #require(Self.value("process_open_fds", in: text))
        #expect(open >= 3)
        #expect(try #require(Self.value("process_max_fds", in: text)) >= open)
        #expect(try #require(Self.value("process_cpu_seconds_total", in: text)) > 0)
        #expect(try #require(Self.value("process_start_time_seconds", in: text)) > 1_700_000_000)
    }

    @Test("every family is explained once, before its numbers, and every line ends")
    func format() {
        let metrics = Self.metrics()
        metrics.requestBegan()
        metrics.requestEnded(method: "GET", route: "/", status: 200, seconds: 0, receivedBytes: 0, sentBytes: 0)
        let text = metrics.text
        #expect(text.hasSuffix("\n"))
        var types: [String: String] = [:]
        for line in text.split(separator: "\n") {
            let words = line.split(separator: " ")
            if line.hasPrefix("# TYPE ") {
                #expect(types.updateValue(String(words[3]), forKey: String(words[2])) == nil, "\(words[2])")
            } else if !line.hasPrefix("#") {
                var name = String(line.prefix { $0 != "{" && $0 != " " })
                for suffix in ["_bucket", "_sum", "_count"] where types[name] == nil && name.hasSuffix(suffix) {
                    name.removeLast(suffix.count)
                }
                #expect(types[name] != nil, "\(line)")
                #expect((types[name] == "counter") == name.hasSuffix("_total"), "\(name)")
                #expect(words.count == 2 && Double(words[1].replacing("+Inf", with: "inf")) != nil, "\(line)")
            }
        }
        #expect(types.count >= 15)
    }
}
