// Tables of numbers, as objects of objects.

extension JSONWriter {
    /// Writes an object for each row, of the numbers of each column by its name; where a number is NaN, it is left out.
    ///
    /// - Parameters:
    ///   - rows: the names of the rows.
    ///   - columns: the names and numbers of the columns.
    ///   - counts: the names of columns that count something, and are written as integers.
    package mutating func table(rows: [String], columns: [(String, [Double])], counts: Set<String> = []) {
        // Where the keys are that were written already.
        var keys = columns.map { _ in 0..<0 }
        let areCounts = columns.map { counts.contains($0.0) }
        object { writer in
            for (row, name) in rows.enumerated() {
                writer.key(name)
                writer.open(UInt8(ascii: "{"))
                for (column, (name, numbers)) in columns.enumerated() where !numbers[row].isNaN {
                    if areCounts[column], let count = Int(exactly: numbers[row]) {
                        writer.key(name)
                        writer.integer(count)
                    } else if keys[column].isEmpty {
                        let begin = writer.bytes.count + (writer.needsComma ? 1 : 0)
                        writer.key(name)
                        keys[column] = begin..<writer.bytes.count
                        writer.number(numbers[row])
                    } else {
                        writer.repeatKey(keys[column], numbers[row])
                    }
                }
                writer.close(UInt8(ascii: "}"))
            }
        }
    }

    /// Writes a key once more, as it was written before, and its number.
    private mutating func repeatKey(_ key: Range<Int>, _ number: Double) {
        let distance = bytes.count + (needsComma ? 1 : 0) - key.lowerBound
        unsafe append(room: key.count + Double.textBytes + NumberText.overrun) { start in
            unsafe start.copyMemory(from: start - distance, byteCount: key.count)
            return unsafe NumberText.store(number, at: start + key.count)
        }
    }
}
