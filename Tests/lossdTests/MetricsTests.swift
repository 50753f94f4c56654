// A serving lossd counts what it does.

import TestSupport
import Testing

@Suite("Metrics of a serving lossd")
struct MetricsTests {
    private static func value(_ series: String, in text: String) -> Double? {
        text.split(separator: "\n").first { $0.hasPrefix(series + " ") }.flatMap {
            Double($0.dropFirst(series.count + 1))
        }
    }

    @Test("requests, losses, refusals and connections are seen at /metrics")
    func scraped() throws {
        let server = try ServingBinary()
        let client = try #require(RawClient(port: UInt16(server.port)))
        let body =
            #"{"tasks":[{"name":"a","loss":"mse_loss","input":[1,2,3],"target":[0,0,0]},"#
            + #"{"loss":"mse_loss","input":1,"target":0},{"loss":"l1_loss","input":1,"target":0}]}"#
        client.send("POST /v1/evaluate HTTP/1.1\r\nHost: x\r\nContent-Length: \(body.utf8.count)\r\n\r\n\(body)")
        #expect(client.receive(until: "}}").text.hasPrefix("HTTP/1.1 200 "))
        client.send("GET /nowhere?x=1 HTTP/1.1\r\nHost: x\r\n\r\n")
        #expect(client.receive(until: "}]}").text.hasPrefix("HTTP/1.1 404 "))
        let broken = try #require(RawClient(port: UInt16(server.port)))
        broken.send("GET / HTTP/1.1\r\n\r\n")
        #expect(broken.receive().text.hasPrefix("HTTP/1.1 400 "))
        client.send("GET /metrics HTTP/1.1\r\nHost: x\r\n\r\n")
        let text = client.receive(until: "process_start_time_seconds 1").text.replacing("\r\n", with: "\n")
        #expect(text.hasPrefix("HTTP/1.1 200 "))
        #expect(text.contains("Content-Type: text/plain; version=0.0.4; charset=utf-8\n"))
        let count = "http_server_request_duration_seconds_count"
        #expect(
            Self.value(
                "\(count){http_request_method=\"POST\",http_route=\"/v1/evaluate\",http_response_status_code=\"200\"}",
                in: text) == 1)
        #expect(
            Self.value(
                "\(count){http_request_method=\"GET\",http_route=\"unmatched\",http_response_status_code=\"404\"}",
                in: text) == 1)
        #expect(Self.value(#"lossd_evaluations_total{loss="mse_loss"}"#, in: text) == 2)
        #expect(Self.value(#"lossd_evaluated_elements_total{loss="mse_loss"}"#, in: text) == 4)
        #expect(Self.value(#"lossd_evaluations_total{loss="l1_loss"}"#, in: text) == 1)
        #expect(Self.value(#"lossd_evaluations_total{loss="ctc_loss"}"#, in: text) == 0)
        #expect(Self.value(#"lossd_requests_rejected_total{reason="malformed"}"#, in: text) == 1)
        #expect(Self.value("http_server_active_requests", in: text) == 1)
        #expect(try #require(Self.value("lossd_connections", in: text)) >= 1)
        #expect(server.stop() == 0)
    }

    @Test("faults, warnings, losses that are no numbers, and strategies are counted, whichever path they came by")
    func outcomes() throws {
        let server = try ServingBinary()
        func ask(_ request: String, _ body: String = "") throws -> String {
            let client = try #require(RawClient(port: UInt16(server.port)))
            let fields = "Host: x\r\nConnection: close\r\nContent-Length: \(body.utf8.count)"
            client.send("\(request) HTTP/1.1\r\n\(fields)\r\n\r\n\(body)")
            return client.receive().text.replacing("\r\n", with: "\n")
        }
        _ = try ask("POST /v1/evaluate", #"{"tasks":[{"loss":"mse_loss","input":["NaN"],"target":[0]}]}"#)
        _ = try ask("POST /v1/evaluate", #"{"tasks":[{"loss":"mse_los","input":[1],"target":[0]}]}"#)
        _ = try ask("POST /v1/weights", #"{"tasks":["a","b"],"strategy":"upgrad","gramian":[[1,0],[0,1]]}"#)
        _ = try ask("POST /v2/models/mse_loss/infer", #"{"inputs":[]}"#)
        let text = try ask("GET /metrics")
        #expect(Self.value(#"lossd_not_finite_losses_total{loss="mse_loss"}"#, in: text) == 1)
        #expect(Self.value(#"lossd_faults_total{code="unknown_loss"}"#, in: text) == 1)
        #expect(try #require(Self.value(#"lossd_faults_total{code="missing_field"}"#, in: text)) >= 1)
        #expect(Self.value(#"lossd_weightings_total{strategy="upgrad"}"#, in: text) == 1)
        #expect(Self.value(#"lossd_batch_tasks_count"#, in: text) == 2)
        #expect(Self.value("lossd_held_bytes_limit", in: text) == Double(1 << 30))
        #expect(try #require(Self.value("lossd_held_bytes", in: text)) >= 0)
        #expect(Self.value("lossd_certificate_expiry_timestamp_seconds", in: text) == nil)
        #expect(server.stop() == 0)
    }
}
