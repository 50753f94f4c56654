// Metrics in the text format of Prometheus, version 0.0.4.

/// Writes families of metrics.
struct PrometheusText {
    private(set) var text = ""

    /// Begins a family: what it measures, and its type.
    mutating func family(_ name: String, _ type: String, _ help: String) {
        text += "# HELP \(name) \(help)\n# TYPE \(name) \(type)\n"
    }

    /// Writes one number of a family.
    mutating func sample(_ name: String, _ labels: [(String, String)] = [], _ value: Double) {
        text += name
        if !labels.isEmpty {
            text += "{" + labels.map { "\($0)=\"\(Self.escaped($1))\"" }.joined(separator: ",") + "}"
        }
        text += " \(Self.number(value))\n"
    }

    /// Writes a family that has a single number.
    mutating func single(_ name: String, _ type: String, _ help: String, _ value: Double) {
        family(name, type, help)
        sample(name, [], value)
    }

    /// Writes a family of counters that one label tells apart, in the order of its values.
    mutating func counters(_ name: String, _ help: String, _ label: String, _ counts: [String: Double]) {
        family(name, "counter", help)
        for (value, count) in counts.sorted(by: { $0.key < $1.key }) { sample(name, [(label, value)], count) }
    }

    mutating func counters(_ name: String, _ help: String, _ label: String, _ counts: [String: Int]) {
        counters(name, help, label, counts.mapValues { Double($0) })
    }

    /// Writes a family that has a single histogram.
    mutating func single(_ name: String, _ help: String, _ values: Histogram) {
        family(name, "histogram", help)
        histogram(name, [], values)
    }

    mutating func histogram(_ name: String, _ labels: [(String, String)], _ histogram: Histogram) {
        var count = 0
        for (bound, own) in zip(histogram.bounds + [.infinity], histogram.counts) {
            count += own
            sample(name + "_bucket", labels + [("le", Self.number(bound))], Double(count))
        }
        sample(name + "_sum", labels, histogram.sum)
        sample(name + "_count", labels, Double(count))
    }

    private static func number(_ value: Double) -> String {
        if value.isInfinite { return value > 0 ? "+Inf" : "-Inf" }
        if value.isNaN { return "NaN" }
        return Int(exactly: value).map(String.init) ?? "\(value)"
    }

    private static func escaped(_ text: String) -> String {
        text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"").replacing("\n", with: "\\n")
    }
}
