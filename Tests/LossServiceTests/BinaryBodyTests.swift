// The parts of a binary body: what they are together, and which numbers are copied.

import Exchange
@testable import LossService
import PackedTensors
import Testing

@Suite("Binary bodies")
struct BinaryBodyTests {
    private static let lengths = [0, 1, 4096, 4097, 20_000]

    @Test("the parts together are what the numbers are packed to", arguments: lengths)
    func bytes(length: Int) {
        let floats = (0..<length).map { Float($0) / 3 }
        let doubles = floats.map { Double($0) / 7 }
        for dtype in [PackedDtype.float16, .bfloat16, .float32, .float64] {
            var body = BinaryBody([1, 2, 3])
            var expected: [UInt8] = [1, 2, 3]
            body.append(floats, as: dtype)
            dtype.append(floats, to: &expected)
            body.append([Float(0.5)], as: dtype)
            dtype.append([Float(0.5)], to: &expected)
            body.append(doubles, as: dtype)
            dtype.append(doubles, to: &expected)
            #expect(body.all.joined == expected, "\(dtype)")
            #expect(body.all.byteCount == expected.count)
        }
    }

    @Test("long lists of numbers in their own type are not copied")
    func copies() {
        let numbers = [Float](repeating: 1, count: 20_000)
        var body = BinaryBody([1])
        body.append(numbers, as: .float32)
        body.append(numbers, as: .float16)
        guard case .floats(let kept) = body.all[1] else {
            Issue.record("the numbers became bytes")
            return
        }
        // The same storage, not one that is equal.
        let addresses = [numbers, kept].map { list in
            unsafe list.withUnsafeBufferPointer { UInt(bitPattern: $0.baseAddress) }
        }
        #expect(addresses[0] == addresses[1])
    }

    @Test("the body of an answer is read and changed as one list")
    func answer() {
        var answer = Answer(200, [], pieces: [.bytes([1]), .bytes([]), .doubles([1]), .floats([-2])])
        #expect(answer.pieces.count == 3)
        #expect(answer.byteCount == 13)
        #expect(answer.body == [1, 0, 0, 0, 0, 0, 0, 0xF0, 0x3F, 0, 0, 0, 0xC0])
        answer.body.append(10)
        #expect(answer.pieces.count == 1)
        #expect(answer.byteCount == 14)
        answer.body = []
        #expect(answer.pieces.isEmpty)
    }
}
