// What is written is the shortest text that reads back the same, and tensors round-trip in every form.

import TensorJSON
import TestSupport
import Testing

@Suite("Writing")
struct WritingTests {
    private func text(_ body: (inout JSONWriter) -> Void) -> String {
        var writer = JSONWriter()
        body(&writer)
        return String(decoding: writer.bytes, as: UTF8.self)
    }

    @Test(
        "numbers are as short as they can be, and never look like integers",
        arguments: [
            (0.0, "0.0"), (-0.0, "-0.0"), (1.0, "1.0"), (-1.0, "-1.0"), (123456789.0, "123456789.0"),
            (9007199254740992.0, "9007199254740992.0"), (-1.5, "-1.5"), (0.1, "0.1"), (1e-5, "1e-5"), (1e16, "1e16"),
            (.leastNonzeroMagnitude, "5e-324"), (1.7976931348623157e308, "1.7976931348623157e308"), (100.0, "100.0"),
            (1e-10, "1e-10"), (-2e100, "-2e100"), (.nan, "\"NaN\""), (.infinity, "\"Infinity\""),
            (-.infinity, "\"-Infinity\""), (1.25e-7, "1.25e-7"), (10.0, "10.0"), (1e100, "1e100"),
        ] as [(Double, String)])
    func shortest(value: Double, expected: String) {
        #expect(text { $0.number(value) } == expected)
    }

    @Test("float32 is written with the digits that float32 needs")
    func float32() {
        #expect(text { $0.number(Float(0.1)) } == "0.1")
        #expect(text { $0.number(Float(16_777_216)) } == "16777216.0")
        #expect(text { $0.number(Float.greatestFiniteMagnitude) } == "3.4028235e38")
        #expect(text { $0.number(Float.leastNonzeroMagnitude) } == "1e-45")
    }

    /// The text of a number, made of the standard library's digits, which are the shortest and among those the nearest.
    private func reference<Number: JSONFloat>(_ value: Number) -> String {
        guard value.isFinite else { return value.isNaN ? #""NaN""# : value > 0 ? #""Infinity""# : #""-Infinity""# }
        let parts = value.description.split(separator: "e")
        guard parts.count == 2 else { return value.description }
        let digits = parts[0].hasSuffix(".0") ? parts[0].dropLast(2) : parts[0]
        let sign = parts[1].hasPrefix("-") ? "-" : ""
        return digits + "e" + sign + parts[1].drop { "+-0".contains($0) }
    }

    /// Numbers of every binade and sign, the neighbours of powers of two and ten, and such as tensors hold.
    private func samples<Number: JSONFloat>(_ generator: inout SeededGenerator) -> [Number] {
        let powers =
            (-330...310).compactMap { Number("1e\($0)") }
            + (-1074...1023).map { Number(sign: .plus, exponent: Number.Exponent($0), significand: 1) }
        let edges = powers.flatMap { [$0, $0.nextUp, $0.nextDown, -$0] }
        let drawn = (0..<100_000).map { round -> Number in
            switch round % 3 {
            case 0: Number(Double.random(in: -10...10, using: &generator))
            case 1: Number(Double.random(in: -1e-3...1e-3, using: &generator))
            default: Number(Int.random(in: 0...1 << 54, using: &generator)) / 1_000
            }
        }
        return edges + drawn + [0, -0.0, .nan, .infinity, .greatestFiniteMagnitude, .leastNonzeroMagnitude]
    }

    @Test("whole tensors are written as the standard library would write each of their numbers")
    func matchesStandardLibrary() {
        var generator = SeededGenerator(seed: 11)
        let singles: [Float] =
            samples(&generator)
            + (0..<200_000).map { _ in Float(bitPattern: UInt32(truncatingIfNeeded: generator.next())) }
        let doubles: [Double] = samples(&generator) + (0..<200_000).map { _ in Double(bitPattern: generator.next()) }
        #expect(
            text { $0.tensor(shape: [singles.count], values: singles, form: .nested) }
                == "[" + singles.map { reference($0) }.joined(separator: ",") + "]")
        #expect(
            text { $0.tensor(shape: [doubles.count], values: doubles, form: .nested) }
                == "[" + doubles.map { reference($0) }.joined(separator: ",") + "]")
    }

    @Test("20 000 random numbers of each type read back to the same bits")
    func roundTrip() throws {
        var generator = SeededGenerator(seed: 4)
        for _ in 0..<20_000 {
            let double = Double(bitPattern: generator.next())
            if !double.isNaN {
                var reader = JSONReader(Array(text { $0.number(double) }.utf8))
                #expect(try reader.readNumber(as: Double.self)?.bitPattern == double.bitPattern)
            }
            let float = Float(bitPattern: UInt32(truncatingIfNeeded: generator.next()))
            if !float.isNaN {
                var reader = JSONReader(Array(text { $0.number(float) }.utf8))
                #expect(try reader.readNumber(as: Float.self)?.bitPattern == float.bitPattern)
            }
        }
    }

    @Test("tensors of any shape come back in every form", arguments: TensorForm.allCases)
    func tensors(form: TensorForm) throws {
        for shape in [[], [1], [0], [3], [2, 3], [2, 0, 3], [1, 2, 1, 2]] {
            let values = (0..<shape.reduce(1, *)).map { Float($0) / 3 - 1 }
            let written = text { $0.tensor(shape: shape, values: values, form: form) }
            var reader = JSONReader(Array(written.utf8))
            guard case .tensor(let tensor) = try reader.readTensor(as: Float.self) else {
                Issue.record("\(written) is no tensor")
                continue
            }
            #expect(tensor.values == values, "\(written)")
            // Nested lists cannot say what follows an empty dimension.
            if form != .nested || shape != [2, 0, 3] { #expect(tensor.shape == shape, "\(written)") }
        }
    }

    @Test("non-finite numbers pass through packed tensors bit by bit")
    func packed() throws {
        let values: [Double] = [.nan, .infinity, -.infinity, -0.0, .leastNonzeroMagnitude]
        let written = text { $0.tensor(shape: [5], values: values, form: .base64) }
        var reader = JSONReader(Array(written.utf8))
        guard case .tensor(let tensor) = try reader.readTensor(as: Double.self) else {
            Issue.record("\(written) is no tensor")
            return
        }
        #expect(tensor.values.map(\.bitPattern) == values.map(\.bitPattern))
    }

    @Test("commas and escapes take care of themselves")
    func structure() throws {
        let written = text { writer in
            writer.object { writer in
                writer.key("a\"\\\n\u{1}")
                writer.array { writer in
                    writer.integer(1)
                    writer.null()
                    writer.boolean(true)
                    writer.object { _ in }
                    writer.array { _ in }
                }
                writer.key("b")
                writer.string("é\t\u{7F}")
            }
        }
        #expect(written == #"{"a\"\\\n\u0001":[1,null,true,{},[]],"b":"é\t\u007f"}"#)
        _ = try JSONTree(written.utf8)
    }

    @Test("a byte is escaped wherever it is, and no other", arguments: 0...20)
    func escapes(_ length: Int) throws {
        for code in UInt8(0)..<0x80 {
            for place in 0..<length {
                var bytes = Array(repeating: UInt8(ascii: "a"), count: length)
                bytes[place] = code
                let original = String(decoding: bytes, as: UTF8.self)
                let written = text { $0.string(original) }
                let isPlain = code >= 0x20 && code != 0x22 && code != 0x5C && code != 0x7F
                #expect((written == "\"\(original)\"") == isPlain, "byte \(code) at \(place) of \(length)")
                #expect(!written.utf8.contains { $0 < 0x20 || $0 == 0x7F })
                var reader = JSONReader(Array(written.utf8))
                #expect(try reader.readString() == original)
            }
        }
        #expect(text { $0.string(String(repeating: "é", count: length)) }.utf8.count == 2 * length + 2)
    }
}
