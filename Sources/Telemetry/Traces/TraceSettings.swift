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

    /// The collector as it is written, without a query, which may hold a secret.
    package var endpoint: String {
        let query = path.contains("?") ? "?..." : ""
        return "http://\(host.contains(":") ? "[\(host)]" : host):\(port)\(path.prefix { $0 != "?" })\(query)"
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
        // At least a request with all its stages, and no more than some 50 MB.
        let queueSize = count("OTEL_BSP_MAX_QUEUE_SIZE", 2048, 16...65_536)
        var batchSize = count("OTEL_BSP_MAX_EXPORT_BATCH_SIZE", 512, 1...65_536)
        if batchSize > queueSize {
            warnings.append(
                "OTEL_BSP_MAX_EXPORT_BATCH_SIZE is greater than OTEL_BSP_MAX_QUEUE_SIZE; using \(queueSize) for both")
            batchSize = queueSize
        }
        return TraceSettings(
            host: place.host, port: place.port, path: place.path, headers: headers,
            timeoutSeconds: seconds(signal("TIMEOUT"), 10_000),
            delaySeconds: seconds(value("OTEL_BSP_SCHEDULE_DELAY").map { ("OTEL_BSP_SCHEDULE_DELAY", $0) }, 5000),
            queueSize: queueSize, batchSize: batchSize, sampler: sampler, resource: resource(version))
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
    private mutating func place(_ endpoint: (name: String, text: String)?) -> TracePlace? {
        guard let endpoint else { return TracePlace(host: "localhost", port: 4318, path: "/v1/traces") }
        do throws(TracePlace.Fault) {
            var place = try TracePlace(endpoint.text)
            if endpoint.name == "OTEL_EXPORTER_OTLP_ENDPOINT" {
                guard !place.path.contains("?") else { throw TracePlace.Fault("it has a query") }
                place.path = (place.path.hasSuffix("/") ? String(place.path.dropLast()) : place.path) + "/v1/traces"
            }
            return place
        } catch {
            // Not the text itself, which may hold a secret.
            warnings.append("\(endpoint.name): \(error.reason); no traces are sent")
            return nil
        }
    }

    /// The fields of every request.
    private var headers: [(name: String, value: String)] {
        mutating get {
            guard let (name, text) = signal("HEADERS") else { return [] }
            return pairs(name, text).filter { header in
                let isField =
                    !header.name.isEmpty && header.name.utf8.allSatisfy(Self.isTokenByte)
                    && header.value.utf8.allSatisfy { $0 >= 0x20 && $0 < 0x7F }
                let isOwn = Self.ownFields.contains(header.name.lowercased())
                // Its value may be a secret.
                if !isField {
                    warnings.append("\(name): \"\(header.name)\" or its value cannot be a header field; it is left out")
                } else if isOwn {
                    warnings.append("\(name): \"\(header.name)\" is set by lossd itself; it is left out")
                }
                return isField && !isOwn
            }
        }
    }

    /// The fields that say where a request ends and what it is.
    private static let ownFields: Set = [
        "host", "content-length", "content-type", "content-encoding", "transfer-encoding", "connection", "expect", "te",
        "upgrade", "trailer",
    ]

    /// A character of a token (RFC 9110 §5.6.2).
    private static func isTokenByte(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
            || (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20) || "!#$%&'*+-.^_`|~".utf8.contains(byte)
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
    private mutating func count(_ name: String, _ usual: Int, _ range: ClosedRange<Int>) -> Int {
        number(value(name).map { (name, $0) }, usual, range)
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
