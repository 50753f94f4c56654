// A number that each task has its own of, or that all share.

/// Numbers by the names of tasks.
package struct PerTask: Sendable, Equatable {
    /// What a task has that `numbers` does not name; `nil` where the method says what that is.
    package var others: Double?
    package var numbers: [String: Double] = [:]

    package init(_ others: Double?, _ numbers: [String: Double] = [:]) {
        self.others = others
        self.numbers = numbers
    }

    /// The number of this task; `fallback` where none was given for it.
    package func value(of task: String, or fallback: Double) -> Double {
        (numbers.isEmpty ? nil : numbers[task]) ?? others ?? fallback
    }

    /// The numbers of these tasks; `fallback` for those that none was given for.
    package func values(of tasks: [String], or fallback: Double) -> [Double] {
        tasks.map { value(of: $0, or: fallback) }
    }
}
