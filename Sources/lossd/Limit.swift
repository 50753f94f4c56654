// A limit on the command line: a number that belongs to one property of the limits.

import ArgumentParser
import HTTP1
import LossService

/// All limits of a process.
struct Limits {
    var server = ServerLimits()
    var service = ServiceLimits()
}

/// The value of a limit, and where it goes.
struct Limit: Sendable, CustomStringConvertible {
    let description: String
    /// Sets the limit.
    let apply: @Sendable (inout Limits) -> Void
}

extension Option where Value == Limit {
    /// A limit that `set` stores.
    private init<Number: LosslessStringConvertible & Comparable & Sendable>(
        _ initial: Number, _ range: ClosedRange<Number>, _ help: String, fallback: String? = nil,
        _ set: @escaping @Sendable (inout Limits, Number) -> Void
    ) {
        let fallback = fallback ?? ("\(initial)" == "\(Int.max)" ? "no limit" : "\(initial)")
        self.init(
            wrappedValue: Limit(description: fallback) { set(&$0, initial) },
            // "-1" is a value here, and out of range.
            parsing: .unconditional,
            // Defaults of options with a transformation are not shown otherwise.
            help: ArgumentHelp("\(help) (default: \(fallback))", valueName: "number")
        ) { text in
            guard let number = Number(text), range.contains(number) else {
                throw ValidationError("expected a number from \(range.lowerBound) to \(range.upperBound)")
            }
            return Limit(description: text) { set(&$0, number) }
        }
    }

    /// A count or a number of bytes that the server limits.
    ///
    /// `fallback` says what holds by default where that is not a number.
    init(
        _ path: any WritableKeyPath<ServerLimits, Int> & Sendable, _ range: ClosedRange<Int>, _ help: String,
        fallback: String? = nil
    ) {
        self.init(ServerLimits()[keyPath: path], range, help, fallback: fallback) { $0.server[keyPath: path] = $1 }
    }

    /// A time or a rate that the server limits.
    init(
        _ path: any WritableKeyPath<ServerLimits, Double> & Sendable, _ range: ClosedRange<Double>, _ help: String
    ) {
        self.init(ServerLimits()[keyPath: path], range, help) { $0.server[keyPath: path] = $1 }
    }

    /// A count or a number of bytes that the service limits.
    init(_ path: any WritableKeyPath<ServiceLimits, Int> & Sendable, _ range: ClosedRange<Int>, _ help: String) {
        self.init(ServiceLimits()[keyPath: path], range, help) { $0.service[keyPath: path] = $1 }
    }
}
