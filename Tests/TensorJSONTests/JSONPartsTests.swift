// The parts of a JSON text, compared with a count byte by byte.

import Testing

@testable import TensorJSON

@Suite("The parts of a JSON text")
struct JSONPartsTests {
    @Test("commas outside of strings, and bytes of strings, wherever the blocks end")
    func parts() {
        let pieces = [
            (#"[1,2,3]"#, 2, 0), (#""a,\"b","#, 1, 7), (#""\\","#, 1, 4), (#"{"k":"#, 0, 3), (#" "","#, 1, 2),
            (String(repeating: "1,", count: 100), 100, 0),
            ("\"" + String(repeating: "A,", count: 100) + "\"", 0, 202),
            ("\"" + String(repeating: #"\""#, count: 100) + "\"", 0, 202),
        ]
        // Every piece begins at every place of a block, and follows every other.
        for offset in 0..<64 {
            for first in pieces {
                for second in pieces {
                    let parts = JSONParts(Array((String(repeating: " ", count: offset) + first.0 + second.0).utf8))
                    #expect(parts.values == 1 + first.1 + second.1)
                    #expect(parts.stringBytes == first.2 + second.2)
                }
            }
        }
    }

    @Test("an empty text, and a string without an end")
    func ends() {
        #expect(JSONParts([]).values == 1)
        #expect(JSONParts(Array(#""abc\"#.utf8)).stringBytes == 5)
    }
}
