// Objects of objects of numbers that all have the same keys, read as tables.

extension JSONReader {
    /// Reads an object of objects of numbers; `nil` if there is anything else among them, or if there are more.
    ///
    /// Room is made for a number in every row and column, which a text of empty objects would not pay for: hence bounds.
    package mutating func readNumberTable(
        rows maximumRows: Int, columns maximumColumns: Int
    ) throws(JSONSyntaxError) -> NumberTable? {
        var table = NumberTable()
        // Where the keys of the first row are, quotes included.
        var keys: [Range<Int>] = []
        keys.reserveCapacity(8)
        var isTable = true
        try beginObject()
        while let row = try nextKey() {
            let isObject = try peek() == .object
            isTable = isTable && isObject && table.rows.count < maximumRows
            guard isTable else {
                try skipValue()
                continue
            }
            table.rows.append(row)
            if readRow(withKeysAt: keys, into: &table.cells) { continue }
            isTable =
                try table.columns.isEmpty
                ? readFirstRow(&table, &keys, maximumColumns) : readRow(&table)
        }
        return isTable ? table : nil
    }

    /// Reads a row whose keys are written as those of the first one, and in their order, as most are.
    ///
    /// - Returns: whether it is such a row; otherwise nothing is read.
    private mutating func readRow(withKeysAt keys: [Range<Int>], into cells: inout [Double]) -> Bool {
        let (start, count) = (position, cells.count)
        if !keys.isEmpty, canEnter, takeRow(withKeysAt: keys, into: &cells) { return true }
        position = start
        cells.removeLast(cells.count - count)
        return false
    }

    /// The same, but that it stops where another row is another.
    private mutating func takeRow(withKeysAt keys: [Range<Int>], into cells: inout [Double]) -> Bool {
        var opening = UInt8(ascii: "{")
        for key in keys {
            guard consume(opening), consume(textAt: key), consume(UInt8(ascii: ":")), let number = try? readDouble()
            else { return false }
            cells.append(number)
            opening = UInt8(ascii: ",")
        }
        return consume(UInt8(ascii: "}"))
    }

    /// Steps over white space and over what is at `range` already, if the same comes next.
    private mutating func consume(textAt range: Range<Int>) -> Bool {
        skipWhitespace()
        guard bytes.count - position >= range.count else { return false }
        for (offset, place) in range.enumerated() where bytes[position + offset] != bytes[place] { return false }
        position += range.count
        return true
    }

    /// Reads a number, and no string that stands for one.
    private mutating func readDouble() throws(JSONSyntaxError) -> Double {
        skipWhitespace()
        let number = try scanNumber()
        return Double(number, in: bytes.span)
    }

    /// Reads the first row that may have something, and with it the names of the columns.
    private mutating func readFirstRow(
        _ table: inout NumberTable, _ keys: inout [Range<Int>], _ maximumColumns: Int
    ) throws(JSONSyntaxError) -> Bool {
        var (areNumbers, arePlain) = (true, true)
        try beginObject()
        while let key = try nextKeyWithPlace() {
            guard table.columns.count < maximumColumns, try peek() == .number else {
                areNumbers = false
                try skipValue()
                continue
            }
            table.columns.append(key.text)
            keys.append(key.place)
            arePlain = arePlain && key.isPlain
            table.cells.append(try readDouble())
        }
        if !arePlain { keys = [] }
        // Rows before are empty.
        let before = areNumbers ? (table.rows.count - 1) * table.columns.count : 0
        if before > 0 { table.cells.insert(contentsOf: repeatElement(.nan, count: before), at: 0) }
        return areNumbers
    }

    /// Reads a row whose keys may be in any order, or that is empty.
    private mutating func readRow(_ table: inout NumberTable) throws(JSONSyntaxError) -> Bool {
        var numbers = [Double](repeating: .nan, count: table.columns.count)
        var (areNumbers, areKnown, count) = (true, true, 0)
        try beginObject()
        while let key = try nextKey() {
            guard try peek() == .number else {
                areNumbers = false
                try skipValue()
                continue
            }
            let number = try readDouble()
            count += 1
            // By bytes, as keys are told apart: each is a column of its own.
            if let column = table.columns.firstIndex(where: { ExactString($0) == ExactString(key) }) {
                numbers[column] = number
            } else {
                areKnown = false
            }
        }
        let isRow = areKnown && (count == 0 || count == table.columns.count)
        table.cells += isRow ? numbers : numbers.map { _ in .infinity }
        return areNumbers
    }
}
