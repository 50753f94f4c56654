// What a strategy remembers from one step to the next: numbers by name, for each task.

/// Numbers by name for each of some tasks: a column for each name, a row for each task.
///
/// There is nothing in the row of a task before its first step; what is remembered of it later are finite numbers.
package struct Memory: Sendable, Equatable, ExpressibleByDictionaryLiteral {
    /// Sorted by name, and so few that a search through them is the fastest.
    ///
    /// NaN means that there is nothing.
    package private(set) var columns: [(String, [Double])]

    package init(dictionaryLiteral elements: (String, [Double])...) {
        self.init(elements)
    }

    /// Columns of as many numbers and of names that differ from each other; NaN where nothing is remembered.
    package init(_ columns: [(String, [Double])]) {
        self.columns = columns
        self.columns.sort { $0.0 < $1.0 }
    }

    package static func == (left: Memory, right: Memory) -> Bool {
        left.columns.elementsEqual(right.columns) { left, right in
            left.0 == right.0 && left.1.elementsEqual(right.1) { $0.bitPattern == $1.bitPattern }
        }
    }

    /// Whether there is nothing in any row.
    package var isEmpty: Bool { columns.first?.1.allSatisfy(\.isNaN) ?? true }

    /// A column; NaN for tasks of which nothing is remembered.
    package subscript(name: String) -> [Double]? {
        columns.first { $0.0 == name }?.1
    }

    /// A column, with other numbers for tasks of which nothing is remembered.
    func numbers(_ name: String, or fallback: @autoclosure () -> [Double]) -> [Double] {
        guard let numbers = self[name] else { return fallback() }
        guard numbers.contains(where: \.isNaN) else { return numbers }
        return zip(numbers, fallback()).map { $0.isNaN ? $1 : $0 }
    }

    /// The same with one column more.
    consuming func with(_ name: String, _ numbers: [Double]) -> Memory {
        columns.insert((name, numbers), at: columns.firstIndex { $0.0 > name } ?? columns.count)
        return self
    }

    /// Whether every number is there and finite.
    var isFinite: Bool {
        columns.allSatisfy { $0.1.allSatisfy(\.isFinite) }
    }

    /// The first row that has something, and not numbers of just these names, all finite and none negative that counts
    /// something or is a square.
    func firstFaultyRow(_ names: [String]) -> Int? {
        guard columns.elementsEqual(names, by: { $0.0 == $1 }) else {
            return columns.first?.1.firstIndex { !$0.isNaN }
        }
        let least = columns.map { Self.nonNegative.contains($0.0) ? 0 : -Double.greatestFiniteMagnitude }
        return columns.first?.1.indices.first { row in
            let isWhole = zip(columns, least).allSatisfy { $0.1[row] >= $1 && $0.1[row].isFinite }
            return !isWhole && columns.contains { !$0.1[row].isNaN }
        }
    }

    /// The columns that count something.
    package static let counts: Set<String> = ["count", "epochs", "steps"]
    private static let nonNegative = counts.union(["squared_moment"])

    /// The rows at these places.
    func rows(_ places: [Int], of count: Int) -> Memory {
        guard !places.elementsEqual(0..<count) else { return self }
        return Memory(columns.map { name, numbers in (name, places.map { numbers[$0] }) })
    }

    /// The same of `count` tasks with other rows at these places.
    func replacing(_ places: [Int], of count: Int, with rows: Memory) -> Memory {
        guard !places.elementsEqual(0..<count) else { return rows }
        return Memory(
            rows.columns.map { name, new in
                var numbers = self[name] ?? [Double](repeating: .nan, count: count)
                for (place, number) in zip(places, new) { numbers[place] = number }
                return (name, numbers)
            })
    }
}

/// The state that travels with requests: of a size that depends on the number of tasks only.
package struct StrategyState: Sendable, Equatable {
    /// The form that this build writes.
    package static let format = 1
    /// Where steps are counted no further: the largest whole number up to which every reader of JSON has all.
    package static let largestStep = 1 << 53

    package let format: Int
    package let strategy: String
    /// How many steps were taken.
    package let step: Int
    package let tasks: [String]
    /// What is remembered of the tasks, in their order.
    package let memory: Memory

    package init(format: Int = Self.format, strategy: String, step: Int, tasks: [String], memory: Memory) {
        self.format = format
        self.strategy = strategy
        self.step = step
        self.tasks = tasks
        self.memory = memory
    }

    /// What is remembered of these tasks; `nil` when the state is of others.
    func memory(of tasks: [String]) -> Memory? {
        guard self.tasks != tasks else { return memory }
        let places = Dictionary(zip(self.tasks, self.tasks.indices)) { $1 }
        let found = tasks.compactMap { places[$0] }
        guard found.count == tasks.count, Set(found).count == self.tasks.count else { return nil }
        return memory.rows(found, of: tasks.count)
    }
}
