// Tables of numbers: rows with the keys of the first, rows whose keys do not, and what is no table.

import TensorJSON
import TestSupport
import Testing

@Suite("Tables of numbers")
struct NumberTableTests {
    /// The rows, the columns and the numbers of a table, row after row, as text.
    private func read(_ text: String, limits: JSONLimits = JSONLimits()) throws(JSONSyntaxError) -> String? {
        var reader = JSONReader(Array(text.utf8), limits: limits)
        let table = try reader.readNumberTable(rows: 100, columns: 8)
        try reader.finish()
        guard let table else { return nil }
        let columns = table.columns.indices.map { table.numbers(inColumn: $0) }
        let rows = table.rows.indices.map { row in columns.map { "\($0[row])" }.joined(separator: " ") }
        return "\(table.rows) \(table.columns) \(rows)"
    }

    @Test(
        "every way to write the same table is read",
        arguments: [
            #"{"a":{"x":1,"y":-2.5},"b":{"x":3e2,"y":4}}"#, #"{"a":{"x":1,"y":-2.5},"b":{"y":4,"x":300}}"#,
            #" { "a" : { "x" : 1 , "y" : -2.5 } , "b" : { "x" : 300.0 , "y" : 4 } } "#,
            #"{"a":{"x":1,"y":-2.5},"b":{"\u0078":300,"y":4}}"#, #"{"a":{"\u0078":1,"y":-2.5},"b":{"x":300,"y":4}}"#,
        ])
    func forms(_ text: String) throws {
        #expect(try read(text) == #"["a", "b"] ["x", "y"] ["1.0 -2.5", "300.0 4.0"]"#)
    }

    @Test("rows may be empty, wherever they are")
    func empty() throws {
        #expect(try read("{}") == "[] [] []")
        #expect(try read(#"{"a":{},"b":{}}"#) == #"["a", "b"] [] ["", ""]"#)
        #expect(
            try read(#"{"a":{},"b":{},"c":{"x":1},"d":{},"e":{"x":2}}"#)
                == #"["a", "b", "c", "d", "e"] ["x"] ["nan", "nan", "1.0", "nan", "2.0"]"#)
    }

    @Test("rows with other keys than the first have infinite numbers")
    func ragged() throws {
        for row in [#"{"y":1}"#, #"{"x":1,"y":2}"#, #"{"z":1,"x":2,"y":3}"#, #"{"x":1,"z":2}"#] {
            #expect(
                try read(#"{"a":{"x":1,"z":5},"b":\#(row),"c":{"z":3,"x":2}}"#)
                    == #"["a", "b", "c"] ["x", "z"] ["1.0 5.0", "\#(row == #"{"x":1,"z":2}"# ? "1.0 2.0" : "inf inf")", "2.0 3.0"]"#
            )
        }
        // Two spellings of é are two keys.
        let (one, two) = ("\u{E9}", "e\u{301}")
        #expect(try read(#"{"a":{"\#(one)":1,"x":2},"b":{"\#(two)":1,"\#(one)":2}}"#)?.hasSuffix("inf inf\"]") == true)
        #expect(
            try read(#"{"a":{"\#(one)":1,"\#(two)":2},"b":{"\#(two)":3,"\#(one)":4}}"#)?.hasSuffix("\"4.0 3.0\"]")
                == true)
    }

    @Test("no more rows and columns are held than are asked for, however many there are")
    func size() throws {
        func row(_ count: Int) -> String { "{" + (0..<count).map { "\"c\($0)\":\($0)" }.joined(separator: ",") + "}" }
        func rows(_ count: Int, _ text: String) -> String {
            (0..<count).map { "\"\($0)\":\(text)" }.joined(separator: ",")
        }
        #expect(try read("{\(rows(100, row(8)))}") != nil)
        #expect(try read("{\(rows(101, "{}"))}") == nil)
        #expect(try read("{\(rows(100, "{}"))}") != nil)
        #expect(try read("{\(rows(2, row(9)))}") == nil)
        let wide = row(20_000)
        let reversed = "{" + (0..<20_000).reversed().map { "\"c\($0)\":0" }.joined(separator: ",") + "}"
        #expect(try read(#"{"a":\#(wide),"b":\#(reversed),\#(rows(20_000, "{}"))}"#) == nil)
        #expect(try read(#"{\#(rows(20_000, "{}")),"a":\#(wide)}"#) == nil)
    }

    @Test(
        "what is no table is stepped over as a whole",
        arguments: [
            #"{"a":1}"#, #"{"a":{"x":"NaN"}}"#, #"{"a":{"x":1},"b":{"x":null}}"#, #"{"a":{"x":[1]},"b":{"x":1}}"#,
            #"{"a":[],"b":{"x":1},"c":{"x":{}}}"#, #"{"a":{"x":1},"b":{"x":true},"c":{"x":1}}"#,
        ])
    func others(_ text: String) throws {
        #expect(try read(text) == nil)
    }

    @Test(
        "what is no JSON is refused where it is none",
        arguments: [
            (#"{"a":{"x":1},"b":{"x":1"#, 23), (#"{"a":{"x":1},"b":{"x":1]"#, 23), (#"{"a":{"x":1},"b":{"x":01}}"#, 23),
            (#"{"a":{"x":1},"b":{"x" 1}}"#, 22), (#"{"a":{"x":1},"b":{"x":1,}}"#, 24),
            (#"{"a":{"x":1},"b":{"x":-}}"#, 23),
            (#"{"a":{"x":1},"b":{"x":1}"#, 24), (#"{"a":{"x":1},"b":{"x":1.}}"#, 24), (#"{"a":{"x":1} "b":{}}"#, 13),
        ])
    func malformed(_ text: String, _ offset: Int) throws {
        let error = try #require(throws: JSONSyntaxError.self) { try read(text) }
        #expect(error.offset == offset, "\(error.detail)")
    }

    @Test("a duplicate key is refused in any row, and so is a level too deep")
    func bounds() throws {
        for text in [#"{"a":{"x":1,"x":1}}"#, #"{"a":{"x":1},"b":{"x":1,"x":1}}"#, #"{"a":{"x":1},"a":{"x":1}}"#] {
            let error = try #require(throws: JSONSyntaxError.self) { try read(text) }
            #expect(error.code == .duplicateKey)
        }
        var limits = JSONLimits()
        limits.depth = 2
        #expect(try read(#"{"a":{"x":1},"b":{"x":1}}"#, limits: limits) != nil)
        limits.depth = 1
        let error = try #require(throws: JSONSyntaxError.self) { try read(#"{"a":{"x":1}}"#, limits: limits) }
        #expect(error.code == .depth)
    }

    @Test("a table that was written reads back, whatever its names")
    func written() throws {
        var generator = SeededGenerator(seed: 1)
        let names = ["a", "", "\"", "\\x", "é\u{1}", "a long name that fits no register", "x\ty"]
        for rows in [0, 1, 2, 40] {
            let tasks = (0..<rows).map { names[$0 % names.count] + String($0) }
            var columns = names.map { name in
                (name, tasks.map { _ in Double(bitPattern: UInt64.random(in: 1...(0x7FE << 52), using: &generator)) })
            }
            // One row is empty.
            if rows > 1 { for column in columns.indices { columns[column].1[rows / 2] = .nan } }
            var writer = JSONWriter()
            writer.array { writer in
                writer.null()
                writer.table(rows: tasks, columns: columns)
            }
            var reader = JSONReader(writer.bytes)
            try reader.beginArray()
            #expect(try reader.nextElement())
            try reader.readNull()
            #expect(try reader.nextElement())
            let table = try #require(try reader.readNumberTable(rows: 100, columns: 8))
            #expect(try !reader.nextElement())
            #expect(table.rows == tasks && table.columns == (rows == 0 ? [] : names))
            for (column, (_, numbers)) in columns.enumerated() where rows > 0 {
                #expect(table.numbers(inColumn: column).map(\.bitPattern) == numbers.map(\.bitPattern))
            }
        }
    }
}
