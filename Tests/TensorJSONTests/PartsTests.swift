// Long lists that several processors read and write: as one processor would, whatever is wrong with them.

import Catalogue
import Parallelism
import TensorJSON
import TestSupport
import Testing

@Suite("Lists in parts", .serialized)
struct PartsTests {
    /// Runs `body` with so many processors.
    private func with<Result>(processors: Int, _ body: () throws -> Result) rethrows -> Result {
        let before = Parallel.processors
        defer { Parallel.processors = before }
        Parallel.processors = processors
        return try body()
    }

    private func read<Number: JSONFloat>(_ text: [UInt8], as type: Number.Type) throws -> TensorReading<Number> {
        var reader = JSONReader(text, limits: JSONLimits())
        try reader.beginArray()
        _ = try reader.nextElement()
        let reading = try reader.readTensor(as: type)
        // What follows is read from the right place.
        while try reader.nextElement() { try reader.skipValue() }
        try reader.finish()
        return reading
    }

    /// What both ways say of a text, which is an element of a list.
    private func check(_ list: String, _ comment: String = "") throws {
        let text = Array(("[ " + list + " , {\"b\":[[1],[2]]}]").utf8)
        try check(text, as: Float.self, comment)
        try check(text, as: Double.self, comment)
    }

    private func check<Number: JSONFloat>(_ text: [UInt8], as type: Number.Type, _ comment: String) throws {
        func outcome(_ processors: Int) -> String {
            with(processors: processors) {
                do {
                    switch try read(text, as: type) {
                    case .tensor(let tensor):
                        var hasher = Hasher()
                        for value in tensor.values { hasher.combine(value.bits) }
                        return "\(tensor.shape) \(tensor.values.count) \(hasher.finalize()) \(tensor.overflow ?? -1)"
                    case .ragged(let tensor, let rows): return "\(tensor.values.map(\.bits)) \(rows)"
                    case .fault(let fault): return "\(fault)"
                    case .reference(let name): return name
                    }
                } catch {
                    return "\(error)"
                }
            }
        }
        let (one, two) = (outcome(1), outcome(2))
        #expect(one == two, "\(comment)")
    }

    /// Rows of random numbers, long enough to be cut.
    private func rows(_ count: Int, _ size: Int, separator: String = ", ") -> [String] {
        var generator = SeededGenerator(seed: UInt64(count))
        return (0..<count).map { _ in
            "["
                + (0..<size).map { _ in Float.random(in: -4...4, using: &generator).description }
                .joined(separator: separator) + "]"
        }
    }

    @Test("they are the same tensor", arguments: [(600, 200), (3, 40_000), (110_000, 1)])
    func same(count: Int, size: Int) throws {
        let rows = rows(count, size)
        for (open, separator, close) in [("[", ",", "]"), ("[ ", " ,\n ", " ]")] {
            try check(open + rows.joined(separator: separator) + close)
            // Three dimensions.
            let half = count / 2
            let outer = rows[..<half].joined(separator: separator),
                other = rows[half..<(2 * half)].joined(separator: separator)
            try check("[\(open)\(outer)\(close)\(separator)\(open)\(other)\(close)]")
        }
        try check("[" + rows.map { "[\($0)]" }.joined(separator: ",") + "]")
    }

    @Test("what is wrong is found at its place, and what is odd is read")
    func odd() throws {
        let rows = rows(12_000, 10)
        for place in [0, 7_000, 11_999] {
            for odd in [
                "[1,2]", "[]", "[1,2,3,4,5,6,7,8,9,\"NaN\"]", "[1,2,3,4,5,6,7,8,9,\"x\"]", "[1,2,3,4,5,6,7,8,9,1e400]",
                "[1,2,3,4,5,6,7,8,9,null]", "[1,2,3,4,5,6,7,8,9,]", "[1,2,3,4,5,6,7,8,9,01]", "5", "{}", "[[1]]",
                "\"]\"",
                "[1,2,3,4,5,6,7,8,9,10]]", "[1,2,3,4,5,6,7,8,9,10", "", "[1,2,3,4,5,6,7,8,9,\"],[\"]", "true",
            ] {
                var changed = rows
                changed[place] = odd
                let text = "[[" + changed.joined(separator: ",") + "],0]"
                try check(Array(text.utf8), as: Float.self, "\(odd) at \(place)")
            }
        }
        let text = "[" + rows.joined(separator: ",") + "]"
        for cut in [10, 500_000, 1_060_000, text.utf8.count - 1] {
            try check(String(text.prefix(cut)), "cut at \(cut)")
        }
        try check("[" + rows.joined(separator: ",") + ",]", "a comma at the end")
        try check("[" + rows.joined(separator: ";") + "]", "no commas")
    }

    @Test("too many numbers are refused as they are by one processor")
    func limits() throws {
        let text = Array(("[" + rows(12_000, 10).joined(separator: ",") + "]").utf8)
        for processors in [1, 2] {
            with(processors: processors) {
                var limits = JSONLimits()
                limits.elements = 119_999
                var reader = JSONReader(text, limits: limits)
                guard case .fault(let fault)? = try? reader.readTensor(as: Float.self) else {
                    Issue.record("no fault")
                    return
                }
                #expect(fault.code == .tooLarge)
            }
        }
    }

    @Test(
        "they are the same text",
        arguments: [
            [200_000], [2, 100_000], [400, 500], [100_000, 2], [30, 10, 500], [70_001, 3], [2, 2, 50_000],
        ])
    func text(shape: [Int]) {
        var generator = SeededGenerator(seed: 7)
        let count = shape.reduce(1, *)
        let floats = (0..<count).map { _ in Float(bitPattern: UInt32(truncatingIfNeeded: generator.next())) }
        let doubles = (0..<count).map { _ in Double(bitPattern: generator.next()) }
        func write(_ processors: Int) -> [UInt8] {
            with(processors: processors) {
                var writer = JSONWriter()
                writer.array { writer in
                    writer.tensor(shape: shape, values: floats, form: .nested)
                    writer.tensor(shape: shape, values: doubles, form: .nested)
                    writer.tensor(shape: shape, values: floats, form: .flat)
                }
                return writer.bytes
            }
        }
        #expect(write(1) == write(2))
    }
}
