// How often what was measured fell under which bound.

/// A histogram as Prometheus has it.
struct Histogram {
    /// Upper bounds, ascending.
    let bounds: [Double]
    /// How many fell under each bound and above the one before; the last are beyond all bounds.
    private(set) var counts: [Int]
    private(set) var sum = 0.0

    init(_ bounds: [Double]) {
        self.bounds = bounds
        counts = [Int](repeating: 0, count: bounds.count + 1)
    }

    mutating func observe(_ value: Double) {
        counts[bounds.firstIndex { value <= $0 } ?? bounds.count] += 1
        sum += value
    }
}

extension Histogram {
    /// Seconds: those that OpenTelemetry advises for HTTP, smaller ones, for answers that take microseconds, and larger ones up to
    /// the time that an answer may take, where there is a limit.
    static func seconds(upTo limit: Double) -> [Double] {
        let all = [
            0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5,
            7.5, 10, 20, 30, 60, 120, 300, 600,
        ]
        guard limit > 0, limit.isFinite else { return all }
        return all.filter { $0 < limit } + [limit]
    }

    /// Powers of 4.
    static func powers(from first: Int, through last: Int) -> [Double] {
        sequence(first: first) { $0 < last ? 4 * $0 : nil }.map(Double.init)
    }
}
