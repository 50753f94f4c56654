// A strategy's state as JSON, read and written without losing a bit.

import Balancing
import TensorJSON

/// Reads the state that an earlier answer held.
enum StateReader {
    static func read(
        _ reader: inout JSONReader, _ fields: inout FieldReader
    ) throws(JSONSyntaxError) -> StrategyState? {
        guard try fields.expect(.object, &reader, "the state of an earlier answer, or null") else { return nil }
        var (format, step): (Int?, Int?)
        var strategy: String?
        var tasks: [String: TaskMemory]?
        var isWhole = true
        try reader.beginObject()
        while let key = try reader.nextKey() {
            switch (key, try reader.peek()) {
            case ("format", .number): format = try reader.readInteger()
            case ("step", .number): step = try reader.readInteger()
            case ("strategy", .string): strategy = try reader.readString()
            case ("tasks", .object): tasks = try self.tasks(&reader)
            default:
                isWhole = false
                try reader.skipValue()
            }
        }
        guard isWhole, let format, let strategy, let step, (0..<1 << 53).contains(step), let tasks else {
            fields.invalid(
                "expected a state as an answer held it: format, strategy, step and tasks with numbers by name")
            return nil
        }
        return StrategyState(format: format, strategy: strategy, step: step, tasks: tasks)
    }

    /// The numbers of each task; `nil` where something else stands among them.
    private static func tasks(_ reader: inout JSONReader) throws(JSONSyntaxError) -> [String: TaskMemory]? {
        var tasks: [String: TaskMemory] = [:]
        var isWhole = true
        try reader.beginObject()
        while let task = try reader.nextKey() {
            guard try reader.peek() == .object else {
                isWhole = false
                try reader.skipValue()
                continue
            }
            let numbers = try reader.readNamedNumbers()
            isWhole = isWhole && numbers != nil
            tasks[task] = TaskMemory(numbers ?? [])
        }
        return isWhole ? tasks : nil
    }
}

extension JSONWriter {
    /// Writes a state, its tasks in the given order.
    mutating func state(_ state: StrategyState?, tasks: [String]) {
        guard let state else { return null() }
        object { writer in
            writer.key("format")
            writer.integer(state.format)
            writer.member("strategy", state.strategy)
            writer.key("step")
            writer.integer(state.step)
            writer.key("tasks")
            writer.object { writer in
                for task in tasks {
                    writer.key(task)
                    writer.object { writer in
                        guard let memory = state.tasks[task] else { return }
                        for (name, number) in zip(memory.names, memory.numbers) {
                            writer.key(name)
                            writer.number(number)
                        }
                    }
                }
            }
        }
    }
}
