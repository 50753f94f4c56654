// Requests as spans of distributed traces, sent to a collector as OpenTelemetry's variables say.

import Exchange
import HTTP1
import LossService
import Telemetry
import Transport

/// Turns what the server reports into spans, and has them sent on a thread of their own.
final class TraceExport: Sendable {
    let sampler: TraceSampler
    private let exporter: SpanExporter
    private let scheme: String

    /// - Parameters:
    ///   - settings: where spans are sent.
    ///   - scheme: how clients reach the server, `http` or `https`.
    /// - Throws: when there is no thread for it.
    init(_ settings: TraceSettings, scheme: String) throws(SystemError) {
        (sampler, self.scheme) = (settings.sampler, scheme)
        exporter = SpanExporter(
            settings, version: Version.number, send: { Self.send($0, settings) },
            report: { StandardStreams.printErrorLine("lossd: \($0)".utf8) })
        let thread = try WorkerPool(threads: 1)
        thread.async { [exporter] in exporter.run() }
    }

    var counts: (exported: Int, dropped: Int) { exporter.counts }

    /// Sends what waits, before the process ends.
    func finish() {
        exporter.finish()
    }

    /// Exports a request, where it is sampled.
    func export(_ record: RequestRecord) {
        guard let trace = record.note.trace, trace.isSampled else { return }
        let (method, route) = (record.method?.rawValue ?? "HTTP", record.note.route)
        var parts: [ServerSpan.Part] = []
        if let whole = record.whole, whole > record.began {
            parts.append(ServerSpan.Part("receive", record.began, whole))
        }
        parts += record.answer.stages.entries.map { ServerSpan.Part($0.stage.rawValue, $0.start, $0.end) }
        exporter.add(
            ServerSpan(
                trace, ServerSpan.Part(route.isEmpty ? method : "\(method) \(route)", record.began, record.ended),
                parts: parts, hasFailed: record.status >= 500, attributes: attributes(record)))
    }

    /// What is known of a request, by OpenTelemetry's names where it has one.
    ///
    /// It holds nothing that a client can write freely: the route is a template, the identifier was checked.
    private func attributes(_ record: RequestRecord) -> [SpanAttribute] {
        var attributes = [
            SpanAttribute("http.request.method", .text(record.method?.rawValue ?? "_OTHER")),
            SpanAttribute("url.scheme", .text(scheme)),
            SpanAttribute("http.response.status_code", .number(record.status)),
            SpanAttribute("http.request.body.size", .number(record.receivedBytes)),
            SpanAttribute("http.response.body.size", .number(record.sentBytes)),
            SpanAttribute("lossd.request_id", .text(record.requestID.description)),
        ]
        let (address, port) = Self.parts(of: record.remote)
        attributes.append(SpanAttribute("client.address", .text(address)))
        if let port { attributes.append(SpanAttribute("client.port", .number(port))) }
        if !record.note.route.isEmpty { attributes.append(SpanAttribute("http.route", .text(record.note.route))) }
        if record.status >= 500 { attributes.append(SpanAttribute("error.type", .text(String(record.status)))) }
        if let caller = record.note.caller { attributes.append(SpanAttribute("lossd.token", .text(caller))) }
        if let tasks = record.answer.tasks {
            attributes.append(SpanAttribute("lossd.tasks", .number(tasks)))
            attributes.append(SpanAttribute("lossd.elements", .number(record.answer.elements)))
        }
        for (name, codes) in [("lossd.faults", record.answer.faults), ("lossd.warnings", record.answer.warnings)]
        where !codes.isEmpty {
            attributes.append(SpanAttribute(name, .texts(codes)))
        }
        return attributes
    }

    /// An address and its port, as clients of TCP have them; what a Unix socket is called otherwise.
    private static func parts(of remote: String) -> (address: String, port: Int?) {
        guard let colon = remote.lastIndex(of: ":"), let port = Int(remote[remote.index(after: colon)...]) else {
            return (remote, nil)
        }
        return (remote[..<colon].filter { $0 != "[" && $0 != "]" }, port)
    }

    /// Sends a body to the collector.
    private static func send(_ body: [UInt8], _ settings: TraceSettings) -> SpanExporter.Outcome {
        let host = settings.host.contains(":") ? "[\(settings.host)]" : settings.host
        var head = "POST \(settings.path) HTTP/1.1\r\nHost: \(host):\(settings.port)\r\n"
        head += "Content-Type: application/json\r\nContent-Length: \(body.count)\r\nConnection: close\r\n"
        if !settings.headers.contains(where: { $0.name.lowercased() == "user-agent" }) {
            head += "User-Agent: lossd/\(Version.number)\r\n"
        }
        for (name, value) in settings.headers { head += "\(name): \(value)\r\n" }
        do throws(SystemError) {
            // Resolved each time: the collector may have moved.
            let addresses = try SocketAddress.all(host: settings.host, port: settings.port)
            return CollectorAnswer.outcome(
                try Probe.exchange(
                    addresses, Array("\(head)\r\n".utf8) + body, seconds: settings.timeoutSeconds,
                    isWhole: CollectorAnswer.isWhole))
        } catch {
            return .later(reason: "\(error)", afterSeconds: nil)
        }
    }
}
