// How often what was measured fell under which bound.

/// A histogram as Prometheus has it.
struct Histogram {
    /// Upper bounds in seconds: those that OpenTelemetry advises for HTTP, and smaller ones, for answers that take
    /// microseconds.
    static let bounds = [
        0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5,
        10,
    ]

    /// How many fell under each bound and above the one before; the last are beyond all bounds.
    private(set) var counts = [Int](repeating: 0, count: bounds.count + 1)
    private(set) var sum = 0.0

    mutating func observe(_ value: Double) {
        counts[Self.bounds.firstIndex { value <= $0 } ?? Self.bounds.count] += 1
        sum += value
    }
}
