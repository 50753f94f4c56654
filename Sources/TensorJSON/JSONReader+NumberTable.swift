// Objects of objects of numbers that all have the same keys: tables whose rows and columns have names.

/// Numbers by the name of a row and the name of a column.
package struct NumberTable {
    package fileprivate(set) var rows: [String] = []
    package fileprivate(set) var columns: [String] = []
    /// Row after row; NaN in rows that are empty.
    fileprivate var cells: [Double] = []

    fileprivate init() {
        // Most are small.
        rows.reserveCapacity(8)
        columns.reserveCapacity(8)
        cells.reserveCapacity(64)
    }

    /// The numbers of a column; NaN in rows that are empty.
    package func numbers(inColumn column: Int) -> [Double] {
        rows.indices.map { cells[$0 * columns.count + column] }
    }
}

extension JSONReader {
    /// Reads an object of objects of numbers; `nil` where something else stands among them, or where objects that are not
    /// empty have different keys.
    package mutating func readNumberTable() throws(JSONSyntaxError) -> NumberTable? {
        var table = NumberTable()
        // Where the keys of the first row stand, quotes included.
        var keys: [Range<Int>] = []
        keys.reserveCapacity(8)
        var isTable = true
        try beginObject()
        while let row = try nextKey() {
            table.rows.append(row)
            if readRow(withKeysAt: keys, into: &table.cells) { continue }
            if try peek() != .object {
                isTable = false
                try skipValue()
            } else if table.columns.isEmpty {
                isTable = try readFirstRow(&table, &keys) && isTable
            } else {
                isTable = try readRow(&table) && isTable
            }
        }
        return isTable ? table : nil
    }

    /// Reads a row whose keys are written as those of the first one, and in their order, as most are.
    ///
    /// - Returns: whether it is such a row; otherwise nothing is read.
    private mutating func readRow(withKeysAt keys: [Range<Int>], into cells: inout [Double]) -> Bool {
        guard !keys.isEmpty, canEnter else { return false }
        let (start, count) = (position, cells.count)
        var opening = UInt8(ascii: "{")
        for key in keys {
            guard consume(opening), consume(textAt: key), consume(UInt8(ascii: ":")), let number = takeNumber() else {
                position = start
                cells.removeLast(cells.count - count)
                return false
            }
            cells.append(number)
            opening = UInt8(ascii: ",")
        }
        if consume(UInt8(ascii: "}")) { return true }
        position = start
        cells.removeLast(cells.count - count)
        return false
    }

    /// Steps over white space and over what stands at `range` already, if the same comes next.
    private mutating func consume(textAt range: Range<Int>) -> Bool {
        skipWhitespace()
        guard bytes.count - position >= range.count else { return false }
        for (offset, place) in range.enumerated() where bytes[position + offset] != bytes[place] { return false }
        position += range.count
        return true
    }

    /// Steps over white space and a number, if one comes next.
    private mutating func takeNumber() -> Double? {
        skipWhitespace()
        guard let number = try? NumberScanner.scan(bytes.span, from: position) else { return nil }
        position = number.range.upperBound
        return Double(number, in: bytes.span)
    }

    /// Reads the first row that may have something, and with it the names of the columns.
    private mutating func readFirstRow(
        _ table: inout NumberTable, _ keys: inout [Range<Int>]
    ) throws(JSONSyntaxError) -> Bool {
        var (areNumbers, arePlain) = (true, true)
        try beginObject()
        while let key = try nextKeyWithPlace() {
            table.columns.append(key.text)
            keys.append(key.place)
            arePlain = arePlain && key.isPlain
            if try peek() == .number, let number = try readNumber(as: Double.self) {
                table.cells.append(number)
            } else {
                areNumbers = false
                try skipValue()
            }
        }
        if !arePlain { keys = [] }
        // Rows before are empty.
        let before = (table.rows.count - 1) * table.columns.count
        if before > 0 { table.cells.insert(contentsOf: repeatElement(.nan, count: before), at: 0) }
        return areNumbers
    }

    /// Reads a row whose keys may stand in any order, or that is empty.
    private mutating func readRow(_ table: inout NumberTable) throws(JSONSyntaxError) -> Bool {
        var numbers = [Double](repeating: .nan, count: table.columns.count)
        var (areNumbers, count) = (true, 0)
        try beginObject()
        while let key = try nextKey() {
            if let column = table.columns.firstIndex(of: key), try peek() == .number {
                numbers[column] = try readNumber(as: Double.self) ?? .nan
                count += 1
            } else {
                areNumbers = false
                try skipValue()
            }
        }
        table.cells += numbers
        return areNumbers && (count == 0 || count == table.columns.count)
    }
}
