// What a strategy remembers from one step to the next: numbers by name, for each task.

/// What is remembered of one task: a few numbers by their names; empty before its first step.
package struct TaskMemory: Sendable, Equatable, ExpressibleByDictionaryLiteral {
    /// The names, sorted, and the number of each: so few that a search through them is the fastest.
    package private(set) var names: [String]
    package private(set) var numbers: [Double]

    /// Of names that differ from each other.
    package init(_ members: some Collection<(name: String, number: Double)>) {
        let sorted = members.sorted { $0.name < $1.name }
        (names, numbers) = (sorted.map(\.name), sorted.map(\.number))
    }

    package init(dictionaryLiteral elements: (String, Double)...) {
        self.init(elements.map { (name: $0.0, number: $0.1) })
    }

    package var isEmpty: Bool { names.isEmpty }

    /// Whether all numbers are finite, and none negative that counts something or is a sum of squares.
    var isPlausible: Bool {
        zip(names, numbers).allSatisfy { name, number in
            number.isFinite && (number >= 0 || !["count", "epochs", "squared_moment", "steps"].contains(name))
        }
    }

    package subscript(name: String) -> Double? {
        names.firstIndex(of: name).map { numbers[$0] }
    }

    subscript(name: String, default fallback: Double) -> Double {
        self[name] ?? fallback
    }

    /// The same with one number more, or with another for that name.
    func with(_ name: String, _ number: Double) -> TaskMemory {
        var memory = self
        if let index = names.firstIndex(of: name) {
            memory.numbers[index] = number
        } else {
            let index = names.firstIndex { $0 > name } ?? names.count
            memory.names.insert(name, at: index)
            memory.numbers.insert(number, at: index)
        }
        return memory
    }
}

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
