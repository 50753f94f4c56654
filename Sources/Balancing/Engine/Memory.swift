// What a strategy remembers from one step to the next: numbers by name, for each task.

/// What is remembered of one task; empty before its first step.
package typealias TaskMemory = [String: Double]

/// The state that travels with requests: of a size that depends on the number of tasks only.
package struct StrategyState: Sendable, Equatable {
    /// The form that this build writes.
    package static let format = 1

    package let format: Int
    package let strategy: String
    /// How many steps were taken.
    package let step: Int
    /// What is remembered of each task.
    package let tasks: [String: TaskMemory]

    package init(format: Int = Self.format, strategy: String, step: Int, tasks: [String: TaskMemory]) {
        self.format = format
        self.strategy = strategy
        self.step = step
        self.tasks = tasks
    }
}
