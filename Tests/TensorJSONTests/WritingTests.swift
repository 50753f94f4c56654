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
        "numbers are as short as they can be",
        arguments: [
            (0.0, "0"), (-0.0, "-0.0"), (1.0, "1"), (-1.5, "-1.5"), (0.1, "0.1"), (1e-5, "1e-5"), (1e16, "1e16"),
            (.leastNonzeroMagnitude, "5e-324"), (1.7976931348623157e308, "1.7976931348623157e308"), (100.0, "100"),
            (1e-10, "1e-10"), (-2e100, "-2e100"), (.nan, "\"NaN\""), (.infinity, "\"Infinity\""),
            (-.infinity, "\"-Infinity\""), (1.25e-7, "1.25e-7"), (10.0, "10"), (1e100, "1e100"),
        ] as [(Double, String)])
    func shortest(value: Double, expected: String) {
        #expect(text { $0.number(value) } == expected)
    }

    @Test("float32 is written with the digits that float32 needs")
    func float32() {
        #expect(text { $0.number(Float(0.1)) } == "0.1")
        #expect(text { $0.number(Float(16_777_216)) } == "16777216")
        #expect(text { $0.number(Float.greatestFiniteMagnitude) } == "3.4028235e38")
        #expect(text { $0.number(Float.leastNonzeroMagnitude) } == "1e-45")
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
}
