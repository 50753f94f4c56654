// A serving lossd exports its requests as spans, to a collector that is a server of the test's own.

import Exchange
import Foundation
import HTTP1
import Synchronization
import TestSupport
import Testing
import Transport

/// A collector: keeps the spans that it is sent.
private final class Collector: Sendable {
    struct Request {
        let path: String
        let fields: HeaderFields
        let body: JSONTree
    }

    private final class Kept: Sendable {
        let requests = Mutex<[Request]>([])
        /// What the next requests are answered; 200 after them.
        let statuses = Mutex<[Int]>([])
    }

    private let kept = Kept()
    private let server: Server

    /// - Parameters:
    ///   - statuses: what the first requests are answered.
    ///   - port: where it listens; 0 for any free one.
    /// - Throws: when it cannot listen there.
    init(statuses: [Int] = [], port: UInt16 = 0) throws {
        let kept = kept
        kept.statuses.withLock { $0 = statuses }
        server = try Server(
            address: SocketAddress(host: "127.0.0.1", port: port), loops: 1,
            application: Application(
                receive: { head in
                    Reception(
                        .read(
                            BodyReader(bytes: { body, _ in body.count }) { body, _ in
                                let status = kept.statuses.withLock { $0.isEmpty ? 200 : $0.removeFirst() }
                                guard status == 200, let tree = try? JSONTree(body) else {
                                    return .answer(Answer(status == 200 ? 400 : status))
                                }
                                kept.requests.withLock {
                                    $0.append(Request(path: head.target, fields: head.fields, body: tree))
                                }
                                return .answer(Answer(200, [], Array("{}".utf8)))
                            }))
                },
                refuse: { failure, _, _ in Reception(.answer(Answer(failure.status))) }))
    }

    var port: UInt16 { server.address.port }

    var requests: [Request] { kept.requests.withLock { $0 } }

    /// The environment of a lossd that exports to it.
    func environment(_ more: [String: String] = [:]) -> [String: String] {
        ["OTEL_EXPORTER_OTLP_ENDPOINT": "http://127.0.0.1:\(port)"].merging(more) { $1 }
    }

    /// All spans so far.
    var spans: [JSONTree] {
        requests.flatMap { request in
            request.body["resourceSpans"]?[0]?["scopeSpans"]?[0]?["spans"]?.elements ?? []
        }
    }

    func drain() async {
        await withCheckedContinuation { continuation in server.drain { continuation.resume() } }
    }
}

extension JSONTree {
    /// The value of an attribute of a span or a resource, as text.
    fileprivate func attribute(_ name: String) -> String? {
        let value = self["attributes"]?.elements.first { $0["key"]?.text == name }?["value"]
        return value?["stringValue"]?.text ?? value?["intValue"]?.text
    }
}

@Suite("Traces of a serving lossd")
struct TraceExportTests {
    private static let trace = "4bf92f3577b34da6a3ce929d0e0e4736"
    private static let evaluation = #"{"tasks":[{"loss":"mse_loss","input":[1,2,3],"target":[0,0,0]}]}"#

    private func ask(
        _ server: ServingBinary, _ line: String, _ body: String = "", fields: String = ""
    ) throws -> String {
        let client = try #require(RawClient(port: UInt16(server.port)))
        client.send(
            "\(line) HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\(fields)Content-Length: \(body.utf8.count)\r\n\r\n\(body)"
        )
        return client.receive().text
    }

    @Test("a request is a span under its client's, with a span for each stage")
    func stages() async throws {
        let collector = try Collector()
        let server = try ServingBinary(
            environment: collector.environment([
                "OTEL_EXPORTER_OTLP_HEADERS": "x-key=a%20b", "OTEL_RESOURCE_ATTRIBUTES": "k8s.pod.name=p1",
            ]))
        let fields = "traceparent: 00-\(Self.trace)-00f067aa0ba902b7-01\r\n"
        let answer = try ask(server, "POST /v1/evaluate", Self.evaluation, fields: fields)
        #expect(answer.contains("traceresponse: 00-\(Self.trace)-"))
        _ = try ask(server, "POST /v2/models/mse_loss/infer", #"{"inputs":[]}"#)
        _ = try ask(
            server, "POST /v1/weights", #"{"tasks":["a","b"],"strategy":"upgrad","gramian":[[1,0],[0,1]]}"#)
        // Those that watch the process are not exported.
        _ = try ask(server, "GET /livez")
        #expect(server.stop() == 0)
        let request = try #require(collector.requests.first)
        #expect(request.path == "/v1/traces")
        #expect(request.fields[.contentType] == "application/json")
        let resource = try #require(request.body["resourceSpans"]?[0]?["resource"])
        #expect(resource.attribute("service.name") == "lossd")
        #expect(resource.attribute("k8s.pod.name") == "p1")
        let spans = collector.spans
        let servers = spans.filter { $0["kind"]?.double == 2 }
        #expect(
            servers.map { $0["name"]?.text } == [
                "POST /v1/evaluate", "POST /v2/models/{name}/infer", "POST /v1/weights",
            ])
        let span = servers[0]
        #expect(span["traceId"]?.text == Self.trace)
        #expect(span["parentSpanId"]?.text == "00f067aa0ba902b7")
        #expect(answer.contains(try #require(span["spanId"]?.text)))
        #expect(span.attribute("http.response.status_code") == "200")
        #expect(span.attribute("http.route") == "/v1/evaluate")
        #expect(span.attribute("client.address") == "127.0.0.1")
        #expect(span.attribute("lossd.tasks") == "1")
        #expect(servers[1].attribute("http.response.status_code") == "422")
        #expect(servers[1]["traceId"]?.text != Self.trace && servers[1]["parentSpanId"] == nil)
        // A faulty request is evaluated as far as its faults can be found.
        let (whole, faulty) = (["read", "plan", "evaluate", "write"], ["read", "plan", "evaluate"])
        for (index, names) in [whole, faulty, whole].enumerated() {
            let stages = spans.filter {
                $0["parentSpanId"]?.text == servers[index]["spanId"]?.text && $0["name"]?.text != "receive"
            }
            #expect(stages.map { $0["name"]?.text } == names)
            // One after the other, within the request.
            var time = try #require(servers[index]["startTimeUnixNano"]?.text.flatMap { UInt64($0) })
            for stage in stages {
                let start = try #require(stage["startTimeUnixNano"]?.text.flatMap { UInt64($0) })
                let end = try #require(stage["endTimeUnixNano"]?.text.flatMap { UInt64($0) })
                #expect(time <= start && start <= end)
                #expect(stage["traceId"]?.text == servers[index]["traceId"]?.text)
                time = end
            }
            #expect(time <= (try #require(servers[index]["endTimeUnixNano"]?.text.flatMap { UInt64($0) })))
        }
        let seconds = Date().timeIntervalSince1970
        let start = try #require(span["startTimeUnixNano"]?.text.flatMap { Double($0) }) / 1e9
        #expect((seconds - 300...seconds).contains(start))
        await collector.drain()
    }

    @Test("only what the sampler takes is exported")
    func sampled() async throws {
        let collector = try Collector()
        let server = try ServingBinary(
            environment: collector.environment(["OTEL_TRACES_SAMPLER": "parentbased_always_off"]))
        _ = try ask(server, "GET /version")
        _ = try ask(server, "GET /version", fields: "traceparent: 00-\(Self.trace)-00f067aa0ba902b7-00\r\n")
        _ = try ask(server, "GET /v1/losses", fields: "traceparent: 00-\(Self.trace)-00f067aa0ba902b7-01\r\n")
        #expect(server.stop() == 0)
        #expect(collector.spans.map { $0["name"]?.text } == ["GET /v1/losses"])
        await collector.drain()
    }

    @Test("a collector that is busy gets its spans later, and one that is absent is in nobody's way")
    func absent() async throws {
        let busy = try Collector(statuses: [503])
        let server = try ServingBinary(environment: busy.environment(["OTEL_BSP_SCHEDULE_DELAY": "10"]))
        _ = try ask(server, "GET /version")
        #expect(server.nextWords().contains("traces cannot be sent to"))
        #expect(server.nextWords().contains("again"))
        #expect(busy.spans.count == 1)
        let text = try ask(server, "GET /metrics")
        #expect(text.contains("lossd_exported_spans_total 1") && text.contains("lossd_dropped_spans_total 0"))
        #expect(server.stop() == 0)
        let port = busy.port
        await busy.drain()
        let other = try ServingBinary(environment: [
            "OTEL_EXPORTER_OTLP_ENDPOINT": "http://127.0.0.1:\(port)", "OTEL_BSP_MAX_QUEUE_SIZE": "16",
        ])
        // Some are on their way, some wait, and the others are dropped.
        for _ in 0..<60 { #expect(try ask(other, "GET /version").hasPrefix("HTTP/1.1 200 ")) }
        let counts = try ask(other, "GET /metrics")
        let dropped = counts.firstMatch(of: #/lossd_dropped_spans_total ([0-9]+)/#).flatMap { Int($0.1) }
        #expect((28...60).contains(try #require(dropped)))
        #expect(other.nextWords().contains("traces cannot be sent to http://127.0.0.1:\(port)/v1/traces: connect: "))
        #expect(other.stop() == 0)
    }

    /// What a collector that misbehaves does with a connection.
    private enum Misbehaviour: CaseIterable {
        case silent, dripping, keepsOpen, huge
    }

    @Test(
        "a collector that misbehaves costs spans at most, and never the end of the process",
        arguments: Misbehaviour.allCases)
    private func misbehaving(_ behaviour: Misbehaviour) throws {
        let listener = try RawListener()
        Thread.detachNewThread {
            while let client = listener.accept() {
                _ = client.receive(until: "]}]}]}")
                switch behaviour {
                case .silent: break
                case .dripping:
                    for byte in "and so on and so on".utf8 {
                        guard client.send([byte]) else { break }
                        usleep(200_000)
                    }
                case .keepsOpen: client.send("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}")
                case .huge:
                    client.send("HTTP/1.1 200 OK\r\nContent-Length: 100000000\r\n\r\n")
                    for _ in 0..<100 {
                        guard client.send([UInt8](repeating: 0x78, count: 100_000)) else { break }
                    }
                }
                // Whatever it said, it does not end the connection.
                while client.wait(seconds: 10), !client.receive(count: 1).isEmpty {}
            }
        }
        let server = try ServingBinary(environment: [
            "OTEL_EXPORTER_OTLP_ENDPOINT": "http://localhost:\(listener.port)", "OTEL_BSP_SCHEDULE_DELAY": "10",
            "OTEL_EXPORTER_OTLP_TIMEOUT": "500",
        ])
        #expect(try ask(server, "GET /version").hasPrefix("HTTP/1.1 200 "))
        var text = ""
        let start = ContinuousClock.now
        switch behaviour {
        case .silent: #expect(server.nextWords().contains("no answer within 0.5 s"))
        case .dripping: #expect(server.nextWords().contains("the answer is not HTTP"))
        case .keepsOpen, .huge:
            while !text.contains("lossd_exported_spans_total 1"), ContinuousClock.now - start < .seconds(10) {
                text = try ask(server, "GET /metrics")
                usleep(10_000)
            }
            #expect(text.contains("lossd_dropped_spans_total 0"))
            // Not after the time that the collector may take.
            if behaviour == .keepsOpen { #expect(ContinuousClock.now - start < .seconds(5)) }
        }
        let end = ContinuousClock.now
        #expect(server.stop() == 0)
        #expect(ContinuousClock.now - end < .seconds(10))
    }

    @Test("the span that an answer names is the one that is exported, also where the server refuses the request")
    func refused() async throws {
        let collector = try Collector()
        let server = try ServingBinary(["--max-held-bytes", "1048576"], environment: collector.environment())
        var named: [String] = []
        let body =
            #"{"tasks":[{"loss":"mse_loss","input":[\#((0..<100_000).map { _ in "1" }.joined(separator: ","))]}]}"#
        for (line, body, fields) in [
            ("POST /v1/evaluate", body, ""), ("POST /v1/evaluate", "", "Content-Length: 99999999999\r\n"),
            ("GET /nothing", "", ""), ("POST /v1/evaluate", "{", ""),
        ] {
            let client = try #require(RawClient(port: UInt16(server.port)))
            let length = fields.isEmpty ? "Content-Length: \(body.utf8.count)\r\n" : fields
            client.send(
                "\(line) HTTP/1.1\r\nHost: x\r\nPrefer: server-timing\r\nConnection: close\r\n\(length)\r\n\(body)")
            let answer = client.receive().text
            named.append(
                try #require(
                    answer.firstMatch(of: #/traceresponse: 00-([0-9a-f]{32}-[0-9a-f]{16})-01/#).map { String($0.1) }))
            #expect(answer.contains("Preference-Applied: server-timing\r\nServer-Timing: "))
        }
        #expect(server.stop() == 0)
        let spans = collector.spans.filter { $0["kind"]?.double == 2 }
        #expect(spans.map { "\($0["traceId"]?.text ?? "")-\($0["spanId"]?.text ?? "")" } == named)
        #expect(spans.map { $0.attribute("http.response.status_code") } == ["413", "413", "404", "400"])
        await collector.drain()
    }

    @Test("settings that cannot work are said, and never keep lossd from serving")
    func unusable() throws {
        let server = try ServingBinary(environment: ["OTEL_EXPORTER_OTLP_ENDPOINT": "https://collector:4318"])
        #expect(server.firstWords.contains("lossd: warning: OTEL_EXPORTER_OTLP_ENDPOINT: https is unsupported"))
        #expect(try !ask(server, "GET /metrics").contains("_spans_total"))
        #expect(server.stop() == 0)
        let check = try BuiltBinary.run(["check-config"], environment: ["OTEL_TRACES_EXPORTER": "otlp"])
        #expect(check.status == 0)
        #expect(
            String(decoding: check.output, as: UTF8.self).contains(
                "# traces are sent to http://localhost:4318/v1/traces"))
    }

    @Test("a client that prefers it is told how long each stage took")
    func serverTiming() throws {
        let server = try ServingBinary()
        func field(_ line: String, _ body: String = "", _ prefer: String) throws -> String? {
            try ask(server, line, body, fields: "Prefer: \(prefer)\r\nAccept-Encoding: gzip\r\n")
                .components(separatedBy: "\r\n").first { $0.hasPrefix("Server-Timing: ") }
        }
        let stages =
            #/Server-Timing: read;dur=[0-9.]+, plan;dur=[0-9.]+, evaluate;dur=[0-9.]+, write;dur=[0-9.]+, total;dur=[0-9.]+/#
        let found = try #require(try field("POST /v1/evaluate", Self.evaluation, "return=minimal, Server-Timing"))
        #expect(try stages.wholeMatch(in: found) != nil, "\(found)")
        let durations = found.matches(of: #/dur=([0-9.]+)/#).compactMap { Double($0.1) }
        #expect(durations.dropLast().reduce(0, +) <= durations[durations.count - 1] + 0.01)
        #expect(durations[durations.count - 1] > 0)
        #expect(try field("GET /version", "", "server-timing")?.hasPrefix("Server-Timing: total;dur=") == true)
        #expect(try field("POST /v1/evaluate", "{", "server-timing")?.contains("read;dur=") == true)
        #expect(try field("POST /v1/evaluate", Self.evaluation, "return=minimal") == nil)
        let numbers = (0..<5000).map { _ in "1.25" }.joined(separator: ",")
        let large = #"{"tasks":[{"loss":"mse_loss","input":[\#(numbers)],"target":[\#(numbers)]}]}"#
        #expect(try field("POST /v1/evaluate", large, "server-timing")?.contains("compress;dur=") == true)
        #expect(server.stop() == 0)
    }
}
