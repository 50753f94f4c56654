// Traces: which requests become spans, how they are written, and how they reach a collector.

import Exchange
import Foundation
import Synchronization
@testable import Telemetry
import Testing

@Suite("Traces")
struct TraceTests {
    private static let trace = "4bf92f3577b34da6a3ce929d0e0e4736"
    private static let parent = "00f067aa0ba902b7"

    /// A request with these fields.
    private static func head(_ values: [(String, String)] = [], id: RequestID = .given("a")) -> RequestHead {
        var fields = HeaderFields()
        for (name, value) in values { fields.append(name, value) }
        var head = RequestHead(method: .get, target: "/", fields: fields)
        head.requestID = id
        return head
    }

    // Samplers.

    @Test(
        "a sampler decides by the client's decision, by the trace, or alike for all",
        arguments: [
            ("always_on", nil, [true, true, true]), ("always_off", nil, [false, false, false]),
            ("parentbased_always_on", nil, [true, true, false]), ("parentbased_always_off", nil, [false, true, false]),
            ("traceidratio", "0", [false, false, false]), ("traceidratio", "1", [true, true, true]),
            ("traceidratio", nil, [true, true, true]), ("parentbased_traceidratio", "0", [false, true, false]),
        ] as [(String, String?, [Bool])])
    func sampler(name: String, argument: String?, expected: [Bool]) throws {
        let sampler = try #require(TraceSampler(name, argument: argument))
        #expect([nil, true, false].map { sampler.samples(Self.trace, parent: $0) } == expected)
    }

    @Test("a share of traces is that share, and the same traces everywhere")
    func share() throws {
        let sampler = try #require(TraceSampler("traceidratio", argument: "0.25"))
        let traces = (0..<4000).map { _ in Hexadecimal.text([UInt64.random(in: 0 ... .max), .random(in: 0 ... .max)]) }
        let sampled = traces.filter { sampler.samples($0, parent: nil) }
        // Five standard deviations.
        #expect((863...1137).contains(sampled.count))
        let larger = try #require(TraceSampler("traceidratio", argument: "0.5"))
        #expect(sampled.allSatisfy { larger.samples($0, parent: nil) })
    }

    @Test(
        "what is no sampler is refused",
        arguments: [
            ("traceidratio", "1.5"), ("traceidratio", "-1"), ("traceidratio", "nan"), ("traceidratio", "x"),
            ("jaeger_remote", nil), ("", nil), ("parentbased_", nil),
        ] as [(String, String?)])
    func noSampler(name: String, argument: String?) {
        #expect(TraceSampler(name, argument: argument) == nil)
    }

    // Spans.

    @Test("a request is in the trace that it names, or in a new one where traces are exported")
    func identity() throws {
        let sampler = try #require(TraceSampler("parentbased_always_on", argument: nil))
        let named = Self.head([("traceparent", "00-\(Self.trace)-\(Self.parent)-01"), ("tracestate", "a=1")])
        let span = try #require(TraceSpan(named, sampler))
        #expect(span.traceID == Self.trace && span.parentID == Self.parent && span.state == "a=1" && span.isSampled)
        #expect(span.spanID != Self.parent && span.spanID.count == 16)
        #expect(span.response == "00-\(Self.trace)-\(span.spanID)-01")
        // Named, and not exported: its identifiers are for the log.
        let logged = try #require(TraceSpan(named, nil))
        #expect(!logged.isSampled && logged.response.hasSuffix("-00"))
        let unrecorded = Self.head([("traceparent", "00-\(Self.trace)-\(Self.parent)-00")])
        #expect(try !#require(TraceSpan(unrecorded, sampler)).isSampled)
        let new = try #require(TraceSpan(Self.head(), sampler))
        #expect(new.traceID.count == 32 && new.parentID == nil && new.state == nil && new.isSampled)
        // Its identifier is the request's, if that is a random one, and the share of traces holds for it too.
        let numbered = try #require(TraceSpan(Self.head(id: .random(5)), sampler))
        #expect(numbered.traceID.hasSuffix("0000000000000005") && !numbered.traceID.hasPrefix("0000000000000000"))
        let half = try #require(TraceSampler("traceidratio", argument: "0.5"))
        #expect(TraceSpan(Self.head(id: .random(1 << 63)), half) == nil)
        #expect(TraceSpan(Self.head(id: .random(1 << 62)), half) != nil)
        #expect(TraceSpan(Self.head(), nil) == nil)
        #expect(TraceSpan(Self.head(), try #require(TraceSampler("always_off", argument: nil))) == nil)
        // One that is broken is none.
        let broken = Self.head([("traceparent", "00-\(Self.trace.uppercased())-\(Self.parent)-01")])
        #expect(try #require(TraceSpan(broken, sampler)).traceID != Self.trace)
        let long = Self.head([
            ("traceparent", "00-\(Self.trace)-\(Self.parent)-01"), ("tracestate", String(repeating: "x", count: 513)),
        ])
        #expect(try #require(TraceSpan(long, sampler)).state == nil)
    }

    @Test("spans are written as the protocol has them, whatever their texts hold")
    func text() throws {
        let identity = TraceSpan(
            traceID: Self.trace, spanID: "b7ad6b7169203331", parentID: Self.parent, state: "a=\"\\\u{1}",
            isSampled: true)
        let span = ServerSpan(
            identity, ServerSpan.Part("POST /v1/evaluate", 5, 30), parts: [ServerSpan.Part("read", 7, 6)],
            hasFailed: true,
            attributes: [
                SpanAttribute("n", .number(3)), SpanAttribute("t", .text("\u{1F}é")),
                SpanAttribute("l", .texts(["a", "b"])),
            ])
        let text = SpanText([SpanAttribute("service.name", .text("lo\"ssd"))], version: "1")
        let body = try JSONSerialization.jsonObject(with: Data(text.body([span], clockOffset: 1000))) as? [String: Any]
        let resource = try #require((body?["resourceSpans"] as? [[String: Any]])?.first)
        let attributes = (resource["resource"] as? [String: Any])?["attributes"] as? [[String: Any]]
        #expect((attributes?.first?["value"] as? [String: String]) == ["stringValue": "lo\"ssd"])
        let scope = try #require((resource["scopeSpans"] as? [[String: Any]])?.first)
        let spans = try #require(scope["spans"] as? [[String: Any]])
        #expect(spans.count == 2)
        #expect(spans[0]["traceId"] as? String == Self.trace)
        #expect(spans[0]["spanId"] as? String == "b7ad6b7169203331")
        #expect(spans[0]["parentSpanId"] as? String == Self.parent)
        #expect(spans[0]["traceState"] as? String == "a=\"\\\u{1}")
        #expect(spans[0]["name"] as? String == "POST /v1/evaluate")
        #expect(spans[0]["kind"] as? Int == 2)
        #expect(spans[0]["startTimeUnixNano"] as? String == "1005")
        #expect(spans[0]["endTimeUnixNano"] as? String == "1030")
        #expect((spans[0]["status"] as? [String: Int]) == ["code": 2])
        let values = try #require(spans[0]["attributes"] as? [[String: Any]])
        #expect((values[0]["value"] as? [String: String]) == ["intValue": "3"])
        #expect((values[1]["value"] as? [String: String]) == ["stringValue": "\u{1F}é"])
        #expect(
            ((values[2]["value"] as? [String: Any])?["arrayValue"] as? [String: [[String: String]]])?["values"]?.count
                == 2)
        #expect(spans[1]["parentSpanId"] as? String == "b7ad6b7169203331")
        #expect(spans[1]["kind"] as? Int == 1)
        // A part that seems to end before it began took no time.
        #expect(spans[1]["startTimeUnixNano"] as? String == spans[1]["endTimeUnixNano"] as? String)
    }

    // Settings.

    private static func settings(_ environment: [String: String]) -> (settings: TraceSettings?, warnings: [String]) {
        TraceSettings.read(environment, version: "1.2.3")
    }

    @Test(
        "traces are off unless the environment asks for them",
        arguments: [
            [:], ["OTEL_TRACES_EXPORTER": "none", "OTEL_EXPORTER_OTLP_ENDPOINT": "http://a:1"],
            ["OTEL_SDK_DISABLED": "TRUE", "OTEL_EXPORTER_OTLP_ENDPOINT": "http://a:1"],
            ["OTEL_EXPORTER_OTLP_ENDPOINT": ""], ["OTEL_SERVICE_NAME": "x", "OTEL_TRACES_SAMPLER": "always_on"],
        ])
    func off(environment: [String: String]) {
        let (settings, warnings) = Self.settings(environment)
        #expect(settings == nil && warnings.isEmpty)
    }

    @Test(
        "the endpoint is that of all signals with the path of traces, or that of traces as it is",
        arguments: [
            (["OTEL_TRACES_EXPORTER": "otlp"], "http://localhost:4318/v1/traces"),
            (["OTEL_EXPORTER_OTLP_ENDPOINT": "http://a:1"], "http://a:1/v1/traces"),
            (["OTEL_EXPORTER_OTLP_ENDPOINT": "HTTP://a:1/b/"], "http://a:1/b/v1/traces"),
            (["OTEL_EXPORTER_OTLP_ENDPOINT": "http://a"], "http://a:80/v1/traces"),
            (["OTEL_EXPORTER_OTLP_TRACES_ENDPOINT": "http://a:1"], "http://a:1/"),
            (["OTEL_EXPORTER_OTLP_TRACES_ENDPOINT": "http://a:1/x?s3cret#z"], "http://a:1/x?..."),
            (
                ["OTEL_EXPORTER_OTLP_TRACES_ENDPOINT": "http://a:1/x", "OTEL_EXPORTER_OTLP_ENDPOINT": "http://b:2"],
                "http://a:1/x"
            ),
            (["OTEL_EXPORTER_OTLP_ENDPOINT": "http://[::1]:9"], "http://[::1]:9/v1/traces"),
            (["OTEL_EXPORTER_OTLP_ENDPOINT": "http://[::1]"], "http://[::1]:80/v1/traces"),
        ])
    func endpoint(environment: [String: String], expected: String) {
        let (settings, warnings) = Self.settings(environment)
        #expect(settings?.endpoint == expected)
        #expect(warnings.isEmpty)
    }

    @Test(
        "an exporter that cannot work is off, and a warning says why",
        arguments: [
            ["OTEL_TRACES_EXPORTER": "zipkin"], ["OTEL_EXPORTER_OTLP_ENDPOINT": "https://a:1"],
            ["OTEL_EXPORTER_OTLP_ENDPOINT": "a:1"], ["OTEL_EXPORTER_OTLP_ENDPOINT": "http://"],
            ["OTEL_EXPORTER_OTLP_ENDPOINT": "http://a:x"], ["OTEL_EXPORTER_OTLP_ENDPOINT": "http://a:70000"],
            ["OTEL_EXPORTER_OTLP_ENDPOINT": "http://a:0"], ["OTEL_EXPORTER_OTLP_ENDPOINT": "http://u:p@a:1"],
            ["OTEL_EXPORTER_OTLP_ENDPOINT": "http://a:1/ b"], ["OTEL_EXPORTER_OTLP_ENDPOINT": "http://[::1]x"],
            ["OTEL_EXPORTER_OTLP_ENDPOINT": "http://[::1"], ["OTEL_EXPORTER_OTLP_ENDPOINT": "http://a]b:1"],
            ["OTEL_EXPORTER_OTLP_ENDPOINT": "http://a:1?token=s3cret"],
            ["OTEL_EXPORTER_OTLP_ENDPOINT": "http://u:s3cret@a:1"],
            ["OTEL_EXPORTER_OTLP_TRACES_ENDPOINT": "https://u:s3cret@a:1"],
            ["OTEL_EXPORTER_OTLP_ENDPOINT": "http://a:1/\r\nx: y"],
            ["OTEL_EXPORTER_OTLP_ENDPOINT": "http://a:1", "OTEL_EXPORTER_OTLP_PROTOCOL": "grpc"],
        ])
    func impossible(environment: [String: String]) {
        let (settings, warnings) = Self.settings(environment)
        #expect(settings == nil)
        #expect(warnings.count == 1 && warnings[0].hasSuffix("no traces are sent"), "\(warnings)")
        #expect(!warnings.joined().contains("s3cret"))
    }

    @Test("what is wrong besides is left out, and a warning says so; secrets are not repeated")
    func details() throws {
        let (settings, warnings) = Self.settings([
            "OTEL_EXPORTER_OTLP_ENDPOINT": "http://a:1", "OTEL_EXPORTER_OTLP_TIMEOUT": "soon",
            "OTEL_EXPORTER_OTLP_TRACES_HEADERS":
                "authorization=Bearer%20s3cret, x = y ,broken,bad name=1,v=%0d,w=%zz,Content-Length=5,y%0d=1",
            "OTEL_RESOURCE_ATTRIBUTES": "k8s.pod.name=a%2Cb,service.name=other", "OTEL_BSP_MAX_QUEUE_SIZE": "0",
            "OTEL_BSP_SCHEDULE_DELAY": "250", "OTEL_BSP_MAX_EXPORT_BATCH_SIZE": "7", "OTEL_TRACES_SAMPLER": "some",
            "OTEL_EXPORTER_OTLP_COMPRESSION": "gzip", "OTEL_EXPORTER_OTLP_PROTOCOL": "http/protobuf",
        ])
        let found = try #require(settings)
        #expect(
            found.headers.map { "\($0.name)=\($0.value)" } == ["authorization=Bearer s3cret", "x=y", "y%0d=1"])
        #expect(found.timeoutSeconds == 10 && found.delaySeconds == 0.25)
        #expect(found.queueSize == 2048 && found.batchSize == 7)
        #expect(found.resource.contains(SpanAttribute("k8s.pod.name", .text("a,b"))))
        #expect(found.resource.contains(SpanAttribute("service.name", .text("other"))))
        #expect(found.resource.contains(SpanAttribute("service.version", .text("1.2.3"))))
        #expect(found.sampler.samples(Self.trace, parent: nil))
        #expect(warnings.count == 9, "\(warnings)")
        #expect(!warnings.joined().contains("s3cret"))
        let uneven = Self.settings([
            "OTEL_TRACES_EXPORTER": "otlp", "OTEL_BSP_MAX_QUEUE_SIZE": "20", "OTEL_BSP_MAX_EXPORT_BATCH_SIZE": "30",
        ])
        #expect(uneven.settings?.batchSize == 20 && uneven.warnings.count == 1)
        let named = Self.settings(["OTEL_TRACES_EXPORTER": "otlp", "OTEL_SERVICE_NAME": "mine"]).settings
        #expect(named?.resource.contains(SpanAttribute("service.name", .text("mine"))) == true)
    }

    // The way to a collector.

    /// A collector that answers what it is told to, and keeps what it is sent.
    private final class Collector: Sendable {
        private struct State {
            var outcomes: [SpanExporter.Outcome] = []
            var bodies: [String] = []
            var reports: [String] = []
        }
        private let state = Mutex(State())
        private let hasSent = DispatchSemaphore(value: 0)

        /// Waits until so many more bodies were sent.
        func wait(bodies: Int) {
            for _ in 0..<bodies { #expect(hasSent.wait(timeout: .now() + 10) == .success) }
        }

        init(_ outcomes: [SpanExporter.Outcome] = []) {
            state.withLock { $0.outcomes = outcomes }
        }

        var bodies: [String] { state.withLock { $0.bodies } }
        var reports: [String] { state.withLock { $0.reports } }

        func exporter(_ environment: [String: String]) throws -> SpanExporter {
            let all = environment.merging(["OTEL_EXPORTER_OTLP_ENDPOINT": "http://a:1"]) { $1 }
            return SpanExporter(
                try #require(TraceTests.settings(all).settings), version: "1",
                send: { body in
                    defer { self.hasSent.signal() }
                    return self.state.withLock { state in
                        state.bodies.append(String(decoding: body, as: UTF8.self))
                        return state.outcomes.isEmpty ? .taken(rejected: 0) : state.outcomes.removeFirst()
                    }
                },
                report: { text in self.state.withLock { $0.reports.append(text) } })
        }
    }

    private static func span(_ name: String, parts: Int = 0) -> ServerSpan {
        ServerSpan(
            TraceSpan(traceID: trace, spanID: parent, parentID: nil, isSampled: true), ServerSpan.Part(name, 0, 1),
            parts: Array(repeating: ServerSpan.Part("read", 0, 1), count: parts), hasFailed: false, attributes: [])
    }

    /// Runs an exporter until it has sent what it has.
    private static func run(_ exporter: SpanExporter) {
        Thread.detachNewThread { exporter.run() }
        exporter.finish(within: 10)
    }

    /// An exporter that has been given some spans, before it runs.
    private static func filled(
        _ environment: [String: String], spans: Int, parts: Int
    ) throws -> (Collector, SpanExporter) {
        let collector = Collector()
        let exporter = try collector.exporter(environment)
        for index in 0..<spans { exporter.add(span("span\(index).", parts: parts)) }
        return (collector, exporter)
    }

    @Test("spans are sent in batches, in order, all of them before the process ends")
    func batches() throws {
        let (collector, exporter) = try Self.filled(["OTEL_BSP_MAX_EXPORT_BATCH_SIZE": "4"], spans: 5, parts: 1)
        Self.run(exporter)
        #expect(collector.bodies.count == 3)
        #expect(collector.bodies[0].contains("span0.") && collector.bodies[0].contains("span1."))
        #expect(collector.bodies[2].contains("span4."))
        #expect(exporter.counts == (10, 0))
        #expect(collector.reports.isEmpty)
    }

    @Test("spans beyond those that may wait are dropped and counted, whole requests at a time")
    func full() throws {
        let (collector, exporter) = try Self.filled(["OTEL_BSP_MAX_QUEUE_SIZE": "17"], spans: 10, parts: 1)
        #expect(exporter.counts == (0, 4))
        Self.run(exporter)
        #expect(exporter.counts == (16, 4))
        #expect(collector.reports == ["spans are dropped: more than OTEL_BSP_MAX_QUEUE_SIZE (17) wait"])
    }

    @Test("while spans keep coming only full batches are sent, and the rest when it has waited long enough")
    func fullBatches() throws {
        let collector = Collector()
        let exporter = try collector.exporter(["OTEL_BSP_MAX_EXPORT_BATCH_SIZE": "4", "OTEL_BSP_SCHEDULE_DELAY": "300"])
        let start = ContinuousClock.now
        Thread.detachNewThread { exporter.run() }
        for index in 0..<9 { exporter.add(Self.span("span\(index).")) }
        collector.wait(bodies: 2)
        let isEarly = ContinuousClock.now - start < .milliseconds(250)
        if isEarly { #expect(exporter.counts.exported <= 8) }
        collector.wait(bodies: 1)
        #expect(ContinuousClock.now - start >= .milliseconds(300))
        #expect(collector.bodies.count == 3)
        exporter.finish(within: 10)
        #expect(exporter.counts == (9, 0))
    }

    @Test("a request with more parts than a batch has is sent alone")
    func large() throws {
        let (collector, exporter) = try Self.filled(["OTEL_BSP_MAX_EXPORT_BATCH_SIZE": "2"], spans: 2, parts: 5)
        Self.run(exporter)
        #expect(collector.bodies.count == 2 && exporter.counts == (12, 0))
    }

    @Test("a batch is tried again after what passes, and what is wrong is said once")
    func again() throws {
        let collector = Collector([
            .later(reason: "busy", afterSeconds: 0), .later(reason: "busy", afterSeconds: 0.01), .taken(rejected: 1),
        ])
        let exporter = try collector.exporter(["OTEL_BSP_SCHEDULE_DELAY": "10"])
        Thread.detachNewThread { exporter.run() }
        exporter.add(Self.span("a", parts: 2))
        collector.wait(bodies: 3)
        exporter.finish(within: 10)
        #expect(exporter.counts == (2, 1))
        #expect(collector.bodies.count == 3 && Set(collector.bodies).count == 1)
        #expect(
            collector.reports == [
                "traces cannot be sent to http://a:1/v1/traces: busy", "traces are sent to http://a:1/v1/traces again",
            ])
    }

    @Test("what a collector refuses is dropped, and what it never takes is given up")
    func refused() throws {
        let collector = Collector([.refused(reason: "it answered 400 Bad Request")])
        let exporter = try collector.exporter([:])
        exporter.add(Self.span("a"))
        Self.run(exporter)
        #expect(exporter.counts == (0, 1) && collector.bodies.count == 1)
        let absent = Collector(Array(repeating: .later(reason: "absent", afterSeconds: 0), count: 100))
        let other = try absent.exporter(["OTEL_BSP_SCHEDULE_DELAY": "1"])
        other.add(Self.span("a"))
        Thread.detachNewThread { other.run() }
        absent.wait(bodies: 5)
        other.finish(within: 10)
        #expect(other.counts == (0, 1) && absent.bodies.count == 5 && absent.reports.count == 1)
    }

    @Test(
        "what a collector answers",
        arguments: [
            ("HTTP/1.1 200 OK\r\n\r\n{}", .taken(rejected: 0)), ("HTTP/1.0 202 Accepted\r\n\r\n", .taken(rejected: 0)),
            (
                "HTTP/1.1 200 OK\r\n\r\n{\"partialSuccess\": {\"rejectedSpans\": \"3\"}}", .taken(rejected: 3)
            ),
            ("HTTP/1.1 200 OK\r\n\r\n{\"partialSuccess\":{\"rejectedSpans\":2}}", .taken(rejected: 2)),
            (
                "HTTP/1.1 503 Busy\r\nRetry-After: 7\r\n\r\n",
                .later(reason: "it answered with status 503", afterSeconds: 7)
            ),
            ("HTTP/1.1 429 Many\r\n\r\n", .later(reason: "it answered with status 429", afterSeconds: nil)),
            ("HTTP/1.1 400 Bad Request\r\n\r\n", .refused(reason: "it answered with status 400")),
            ("HTTP/1.1 500 Oops\r\n\r\n", .refused(reason: "it answered with status 500")),
            ("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\n\r\n", .taken(rejected: 0)),
            // Cut, and with numbers that are none.
            ("HTTP/1.1 200 OK\r\nContent-Le", .taken(rejected: 0)),
            ("HTTP/1.1 200 OK\r\n\r\n{\"rejectedSpans\":99999999999999999999}", .taken(rejected: 0)),
            ("HTTP/1.1 -20 x\r\n\r\n", .later(reason: "the answer is not HTTP", afterSeconds: nil)),
            ("", .later(reason: "the answer is not HTTP", afterSeconds: nil)),
            ("SSH-2.0 200 x\r\n", .later(reason: "the answer is not HTTP", afterSeconds: nil)),
        ] as [(String, SpanExporter.Outcome)])
    func answers(text: String, expected: SpanExporter.Outcome) {
        #expect(CollectorAnswer.outcome(Array(text.utf8)) == expected)
    }

    @Test(
        "an answer is whole when its head says so, and not before, wherever it is cut",
        arguments: [
            "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}", "HTTP/1.1 204 No Content\r\n\r\n",
            "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n",
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n",
        ])
    func whole(text: String) {
        let bytes = Array(text.utf8)
        #expect(CollectorAnswer.isWhole(bytes))
        for count in 0..<bytes.count { #expect(!CollectorAnswer.isWhole(Array(bytes[..<count])), "\(count)") }
        #expect(!CollectorAnswer.isWhole(Array("HTTP/1.1 200 OK\r\n\r\n{}".utf8)))
    }
}
