// Where spans are sent and how, from the environment variables of OpenTelemetry.

import Exchange

/// The settings of a span exporter.
///
/// Source: OpenTelemetry specification 1.5x, Environment Variable Specification and OpenTelemetry Protocol Exporter.
package struct TraceSettings: Sendable {
    /// The host and port of the collector.
    package let host: String
    package let port: UInt16
    /// The path of the request, with its query.
    package let path: String
    /// Fields that every request to the collector has.
    package let headers: [(name: String, value: String)]
    /// How long the collector may take.
    package let timeoutSeconds: Double
    /// How long a span waits for others at most.
    let delaySeconds: Double
    /// How many spans may wait.
    let queueSize: Int
    /// How many spans are sent together at most.
    let batchSize: Int
    package let sampler: TraceSampler
    /// What the spans say of the process.
    let resource: [SpanAttribute]

    /// The collector as it is written.
    package var endpoint: String {
        "http://\(host.contains(":") ? "[\(host)]" : host):\(port)\(path)"
    }
}

extension TraceSettings {
    /// Reads the settings.
    ///
    /// As OpenTelemetry asks for, what is wrong with them never keeps a service from starting: it is left out, and said.
    ///
    /// - Parameters:
    ///   - environment: the environment of the process.
    ///   - version: the version of this program.
    /// - Returns: the settings, `nil` where nothing is exported, and what is wrong.
    package static func read(
        _ environment: [String: String], version: String
    ) -> (settings: TraceSettings?, warnings: [String]) {
        var reader = TraceSettingsReader(environment)
        let settings = reader.read(version)
        return (settings, reader.warnings)
    }
}

/// Reads variables, and collects what is wrong with them.
private struct TraceSettingsReader {
    private let environment: [String: String]
    private(set) var warnings: [String] = []

    init(_ environment: [String: String]) {
        self.environment = environment
    }

    mutating func read(_ version: String) -> TraceSettings? {
        guard value("OTEL_SDK_DISABLED")?.lowercased() != "true" else { return nil }
        let endpoint = signal("ENDPOINT")
        switch value("OTEL_TRACES_EXPORTER") {
        case nil: if endpoint == nil { return nil }
        case "none": return nil
        case "otlp": break
        case let other?: return off("OTEL_TRACES_EXPORTER is \"\(other)\"; there are otlp and none")
        }
        if let (name, text) = signal("PROTOCOL"), !text.hasPrefix("http/") {
            return off("\(name) is \"\(text)\"; lossd sends http/json")
        }
        if let (name, text) = signal("COMPRESSION"), text != "none" {
            warnings.append("\(name) is \"\(text)\"; traces are sent without compression")
        }
        guard let place = place(endpoint) else { return nil }
        return TraceSettings(
            host: place.host, port: place.port, path: place.path, headers: headers,
            timeoutSeconds: seconds(signal("TIMEOUT"), 10_000),
            delaySeconds: seconds(value("OTEL_BSP_SCHEDULE_DELAY").map { ("OTEL_BSP_SCHEDULE_DELAY", $0) }, 5000),
            queueSize: count("OTEL_BSP_MAX_QUEUE_SIZE", 2048),
            batchSize: count("OTEL_BSP_MAX_EXPORT_BATCH_SIZE", 512), sampler: sampler, resource: resource(version))
    }

    /// A variable that is set; one that is empty counts as one that is not.
    private func value(_ name: String) -> String? {
        environment[name].flatMap { $0.isEmpty ? nil : $0 }
    }

    /// A variable of the exporter: the one for traces, or else the one for all signals.
    private func signal(_ name: String) -> (name: String, text: String)? {
        for prefix in ["OTEL_EXPORTER_OTLP_TRACES_", "OTEL_EXPORTER_OTLP_"] {
            if let text = value(prefix + name) { return (prefix + name, text) }
        }
        return nil
    }

    /// Exports nothing, for a reason.
    private mutating func off(_ reason: String) -> TraceSettings? {
        warnings.append("\(reason); no traces are sent")
        return nil
    }

    /// Where the endpoint is: for all signals the path of traces is added to it.
    private mutating func place(
        _ endpoint: (name: String, text: String)?
    ) -> (host: String, port: UInt16, path: String)? {
        guard let endpoint else { return ("localhost", 4318, "/v1/traces") }
        func isFaulty(_ reason: String) -> (host: String, port: UInt16, path: String)? {
            _ = off("\(endpoint.name) is \"\(endpoint.text)\"; \(reason)")
            return nil
        }
        let scheme = "http://"
        guard endpoint.text.lowercased().hasPrefix(scheme) else {
            return endpoint.text.lowercased().hasPrefix("https://")
                ? isFaulty("lossd sends without TLS, to a collector next to it")
                : isFaulty("it is a URL such as http://localhost:4318")
        }
        let rest = endpoint.text.dropFirst(scheme.count)
        let authority = rest.prefix { $0 != "/" && $0 != "?" && $0 != "#" }
        var path = String(rest.dropFirst(authority.count).prefix { $0 != "#" })
        if endpoint.name == "OTEL_EXPORTER_OTLP_ENDPOINT" {
            path = (path.hasSuffix("/") ? String(path.dropLast()) : path) + "/v1/traces"
        }
        if !path.hasPrefix("/") { path = "/" + path }
        guard path.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F }) else { return isFaulty("its path is not that of a URL") }
        let (host, port): (Substring, Substring?)
        if authority.hasPrefix("["), let end = authority.firstIndex(of: "]") {
            let behind = authority[authority.index(after: end)...]
            (host, port) = (authority.dropFirst().prefix { $0 != "]" }, behind.isEmpty ? nil : behind.dropFirst())
            guard behind.isEmpty || behind.hasPrefix(":") else { return isFaulty("its host is not one") }
        } else {
            let parts = authority.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
            (host, port) = (parts[0], parts.count > 1 ? parts[1] : nil)
        }
        guard !host.isEmpty, host.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F && $0 != UInt8(ascii: "@") }) else {
            return isFaulty("its host is not one")
        }
        guard let number = port.map({ UInt16($0) }) ?? 80, number > 0 else {
            return isFaulty("its port is not a number from 1 to 65535")
        }
        return (String(host), number, path)
    }

    /// The fields of every request.
    private var headers: [(name: String, value: String)] {
        mutating get {
            guard let (name, text) = signal("HEADERS") else { return [] }
            return pairs(name, text).filter { header in
                let isField =
                    header.name.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F && $0 != UInt8(ascii: ":") }
                    && header.value.utf8.allSatisfy { $0 >= 0x20 && $0 < 0x7F }
                // Its value may be a secret.
                if !isField { warnings.append("\(name): \"\(header.name)\" is no header field; it is left out") }
                return isField
            }
        }
    }

    /// What spans say of this process.
    private mutating func resource(_ version: String) -> [SpanAttribute] {
        var attributes = pairs("OTEL_RESOURCE_ATTRIBUTES", value("OTEL_RESOURCE_ATTRIBUTES") ?? "")
        func set(_ name: String, _ text: String) {
            attributes.removeAll { $0.name == name }
            attributes.append((name, text))
        }
        if let name = value("OTEL_SERVICE_NAME") { set("service.name", name) }
        if !attributes.contains(where: { $0.name == "service.name" }) { set("service.name", "lossd") }
        if !attributes.contains(where: { $0.name == "service.version" }) { set("service.version", version) }
        for (name, text) in [("name", "lossd"), ("language", "swift"), ("version", version)] {
            set("telemetry.sdk.\(name)", text)
        }
        return attributes.map { SpanAttribute($0.name, .text($0.value)) }
    }

    /// A list of NAME=VALUE, values in percent encoding.
    private mutating func pairs(_ name: String, _ text: String) -> [(name: String, value: String)] {
        var pairs: [(name: String, value: String)] = []
        for member in text.split(separator: ",") {
            let parts = member.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            let key = parts[0].trimmingBlanks()
            guard parts.count == 2, !key.isEmpty, let value = Self.decoded(parts[1].trimmingBlanks()) else {
                warnings.append("\(name): a member is not NAME=VALUE; it is left out")
                continue
            }
            pairs.append((String(key), value))
        }
        return pairs
    }

    /// A text without percent encoding; `nil` where that is broken.
    private static func decoded(_ text: Substring) -> String? {
        var (bytes, rest) = ([UInt8](), text.utf8[...])
        while let byte = rest.popFirst() {
            guard byte == UInt8(ascii: "%") else {
                bytes.append(byte)
                continue
            }
            guard rest.count >= 2, let code = UInt8(String(decoding: rest.prefix(2), as: UTF8.self), radix: 16)
            else { return nil }
            bytes.append(code)
            rest = rest.dropFirst(2)
        }
        return String(validating: bytes, as: UTF8.self)
    }

    /// Seconds, from a number of milliseconds.
    private mutating func seconds(_ variable: (name: String, text: String)?, _ usual: Int) -> Double {
        Double(number(variable, usual, 1...86_400_000)) / 1000
    }

    /// A number of spans.
    private mutating func count(_ name: String, _ usual: Int) -> Int {
        number(value(name).map { (name, $0) }, usual, 1...1_000_000)
    }

    private mutating func number(
        _ variable: (name: String, text: String)?, _ usual: Int, _ range: ClosedRange<Int>
    ) -> Int {
        guard let (name, text) = variable else { return usual }
        guard let number = Int(text), range.contains(number) else {
            warnings.append(
                "\(name) is \"\(text)\"; it is a number from \(range.lowerBound) to \(range.upperBound), and \(usual) now"
            )
            return usual
        }
        return number
    }

    private var sampler: TraceSampler {
        mutating get {
            let name = value("OTEL_TRACES_SAMPLER") ?? "parentbased_always_on"
            let argument = value("OTEL_TRACES_SAMPLER_ARG")
            if let sampler = TraceSampler(name, argument: argument) { return sampler }
            warnings.append(
                "OTEL_TRACES_SAMPLER is \"\(name)\"\(argument.map { " with \"\($0)\"" } ?? ""); there are always_on, "
                    + "always_off, traceidratio (0 to 1) and each after parentbased_, and it is parentbased_always_on now"
            )
            return .everything
        }
    }
}
