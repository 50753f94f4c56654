// Packed bytes to numbers and back, for every element type.

import PackedTensors
import Testing

@Suite("packed tensors")
struct PackedTests {
    @Test("every float16 is read exactly, and written as it was")
    func halves() {
        let patterns = (0...UInt16.max).filter { !Float16(bitPattern: $0).isNaN }
        let bytes = patterns.flatMap { [UInt8($0 & 0xFF), UInt8($0 >> 8)] }
        let floats: [Float] = PackedDtype.float16.unpack(bytes.span)
        #expect(zip(floats, patterns).allSatisfy { $0.bitPattern == Float(Float16(bitPattern: $1)).bitPattern })
        var again: [UInt8] = []
        PackedDtype.float16.append(floats, to: &again)
        #expect(again == bytes)
    }

    @Test("every bfloat16 is read exactly, and written as it was")
    func brainFloats() {
        let patterns = (0...UInt16.max).filter { !Float(bitPattern: UInt32($0) << 16).isNaN }
        let bytes = patterns.flatMap { [UInt8($0 & 0xFF), UInt8($0 >> 8)] }
        let doubles: [Double] = PackedDtype.bfloat16.unpack(bytes.span)
        #expect(zip(doubles, patterns).allSatisfy { Float($0).bitPattern == UInt32($1) << 16 })
        var again: [UInt8] = []
        PackedDtype.bfloat16.append(doubles, to: &again)
        #expect(again == bytes)
    }

    @Test(
        "numbers are rounded once, to the nearest and ties to even",
        arguments: [
            // Between 1 and the next bfloat16, 1.0078125: the middle, and a bit to either side.
            (1.003_906_25, 0x3F80), (1.003_906_25 + 0x1p-40, 0x3F81), (1.003_906_25 - 0x1p-40, 0x3F80),
            (1.011_718_75, 0x3F82), (-1.003_906_25 - 0x1p-40, 0xBF81),
            // The largest, what rounds to it, and what rounds to infinity.
            (3.389_531_389_251_535_5e38, 0x7F7F), (3.395e38, 0x7F7F), (3.3962e38, 0x7F80), (1e300, 0x7F80),
            (.infinity, 0x7F80), (-.infinity, 0xFF80), (0.0, 0), (-0.0, 0x8000), (1e-300, 0), (-1e-300, 0x8000),
        ] as [(Double, Int)])
    func brainRounding(number: Double, bits: Int) {
        var bytes: [UInt8] = []
        PackedDtype.bfloat16.append([number], to: &bytes)
        #expect(Int(bytes[0]) | Int(bytes[1]) << 8 == bits)
    }

    @Test("NaN stays NaN, whatever its sign and payload")
    func notANumber() {
        for dtype in [PackedDtype.float16, .bfloat16, .float32, .float64] {
            for pattern: UInt32 in [0x7FC0_0000, 0x7F80_0001, 0xFFFF_FFFF] {
                var bytes: [UInt8] = []
                dtype.append([Float(bitPattern: pattern)], to: &bytes)
                #expect(bytes.count == dtype.width)
                let back: [Float] = dtype.unpack(bytes.span)
                #expect(back[0].isNaN, "\(dtype)")
            }
        }
    }

    @Test("doubles between two float16 are rounded once")
    func halfRounding() {
        // Half way between 1 and the next float16, and so little above that a detour through float32 would lose it.
        let middle = 1 + 0x1p-11
        for (number, bits) in [(middle, 0x3C00), (middle + 0x1p-40, 0x3C01), (65519.99, 0x7BFF), (65520, 0x7C00)] {
            var bytes: [UInt8] = []
            PackedDtype.float16.append([number], to: &bytes)
            #expect(Int(bytes[0]) | Int(bytes[1]) << 8 == bits, "\(number)")
        }
    }

    @Test(
        "integers are read with their sign",
        arguments: [
            (.int64, [0xFE, 255, 255, 255, 255, 255, 255, 255], -2), (.int32, [0xFE, 255, 255, 255], -2),
            (.int16, [0xFE, 255], -2), (.int8, [0xFE], -2), (.uint8, [0xFE], 254), (.uint16, [0xFE, 255], 65534),
            (.uint32, [0xFE, 255, 255, 255], 4_294_967_294), (.bool, [2], 1), (.bool, [0], 0),
            (.uint64, [0, 0, 0, 0, 0, 0, 0, 0x80], 0x1p63),
        ] as [(PackedDtype, [UInt8], Double)])
    func integers(dtype: PackedDtype, bytes: [UInt8], number: Double) {
        #expect(dtype.unpack(bytes.span) == [number])
        let float: [Float] = dtype.unpack(bytes.span)
        #expect(float == [Float(number)])
        #expect(dtype.wholeNumbers(bytes.span) == Int(exactly: number).map { [$0] })
    }

    @Test("whole numbers are kept where the type has too few digits for them, up to a number of them")
    func wholeNumbers() {
        func kept(_ number: Int64, count: Int = 1) -> [Int]? {
            let bytes = (0..<count).flatMap { _ in (0..<8).map { UInt8(truncatingIfNeeded: number >> (8 * $0)) } }
            let values: [Float] = PackedDtype.int64.unpack(bytes.span)
            return PackedDtype.int64.wholeNumbers(bytes.span, readAs: values)
        }
        #expect(kept(16_777_217) == [16_777_217])
        #expect(kept(-16_777_217) == [-16_777_217])
        #expect(kept(16_777_215) == nil)
        #expect(kept(16_777_217, count: PackedDtype.mostWholeNumbers)?.count == PackedDtype.mostWholeNumbers)
        #expect(kept(16_777_217, count: PackedDtype.mostWholeNumbers + 1) == nil)
    }

    @Test("names of three worlds lead to the same types")
    func names() {
        for dtype in PackedDtype.allCases {
            #expect(PackedDtype(rawValue: dtype.rawValue) == dtype)
            #expect(PackedDtype(safetensorsName: dtype.safetensorsName) == dtype)
            #expect(PackedDtype(inferenceName: dtype.inferenceName) == dtype)
        }
        #expect(PackedDtype.synonyms.values.allSatisfy { PackedDtype(rawValue: $0) != nil })
        #expect(PackedDtype(safetensorsName: "F8_E4M3") == nil)
    }

    @Test("a remainder shorter than an element is left out, and nothing becomes nothing")
    func remainders() {
        for dtype in PackedDtype.allCases {
            let some: [Float] = dtype.unpack([UInt8](repeating: 0, count: 2 * dtype.width + dtype.width - 1).span)
            #expect(some == [0, 0], "\(dtype)")
            let none: [Double] = dtype.unpack([UInt8]().span)
            #expect(none.isEmpty)
        }
    }
}
