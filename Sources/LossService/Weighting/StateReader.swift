// A strategy's state as JSON, read and written without losing a bit.

import Balancing
import Contract
import TensorJSON

/// Reads the state that an earlier answer held.
enum StateReader {
    /// More tasks than any strategy weights, and more numbers than it remembers of each.
    private static let (mostTasks, mostNumbers) = (4096, 16)

    static func read(
        _ reader: inout JSONReader, _ fields: inout FieldReader
    ) throws(JSONSyntaxError) -> StrategyState? {
        guard try fields.expect(.object, &reader, "the state of an earlier answer, or null") else { return nil }
        var (format, step): (Int?, Int?)
        var strategy: String?
        var table: NumberTable?
        var isWhole = true
        try reader.beginObject()
        while let key = try reader.nextKey() {
            switch (key, try reader.peek()) {
            case ("format", .number): format = try reader.readInteger()
            case ("step", .number): step = try reader.readInteger()
            case ("strategy", .string): strategy = try reader.readString()
            case ("tasks", .object):
                table = try reader.readNumberTable(rows: mostTasks, columns: mostNumbers)
                isWhole = isWhole && table != nil
            default:
                isWhole = false
                try reader.skipValue()
            }
        }
        guard isWhole, let format, let strategy, let step, (0...StrategyState.largestStep).contains(step), let table,
            table.rows.allSatisfy(NameLimit.allows)
        else {
            fields.invalid(
                "expected a state as an answer held it: format, strategy, step and tasks with numbers by name")
            return nil
        }
        return StrategyState(
            format: format, strategy: strategy, step: step, tasks: table.rows,
            memory: Memory(
                table.columns.enumerated().map { ($1, table.numbers(inColumn: $0)) }))
    }
}

extension JSONWriter {
    /// Writes a state.
    mutating func state(_ state: StrategyState?) {
        guard let state else { return null() }
        object { writer in
            writer.field("format")
            writer.integer(state.format)
            writer.member("strategy", state.strategy)
            writer.field("step")
            writer.integer(state.step)
            writer.field("tasks")
            writer.table(rows: state.tasks, columns: state.memory.columns, counts: Memory.counts)
        }
    }
}
