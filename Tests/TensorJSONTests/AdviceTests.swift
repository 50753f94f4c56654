// Mistakes that everyone makes in JSON are told what to write instead; a byte order mark is none.

import TensorJSON
import Testing

@Suite("Advice on JSON")
struct AdviceTests {
    private func error(_ text: [UInt8]) -> JSONSyntaxError? {
        do throws(JSONSyntaxError) {
            var reader = JSONReader(text)
            if try reader.peek() == .array {
                _ = try reader.readTensor(as: Float.self)
            } else {
                try reader.skipValue()
            }
            try reader.finish()
            return nil
        } catch {
            return error
        }
    }

    @Test(
        "the error says what to write",
        arguments: [
            ("[NaN]", 1, "no literal for non-finite"), ("[1, nan]", 5, "no literal for non-finite"),
            ("[inf]", 1, "no literal for non-finite"), ("[-inf]", 2, "no literal for non-finite"),
            ("[-Infinity]", 2, "no literal for non-finite"), ("{\"a\": NaN}", 6, "no literal for non-finite"),
            ("[None]", 1, "no None: null means absent, and is no number"), ("{\"a\": undefined}", 6, "no undefined"),
            ("[True]", 1, "lower case"),
            ("{\"a\": FALSE}", 6, "lower case"), ("[1, 2, ]", 7, "trailing comma"), ("[[1],]", 5, "trailing comma"),
            ("{\"a\": 1, }", 9, "trailing comma"), ("{'a': 1}", 1, "double quotes"), ("['a']", 1, "double quotes"),
            ("{a: 1}", 1, "\"a\" is not in double quotes"), ("{\"a\": b_c}", 6, "\"b_c\" is not in double quotes"),
            ("[1] // x", 4, "no comments"), ("# x\n[1]", 0, "no comments"), ("[+1]", 1, "plus sign"),
            ("[.5]", 1, "point"),
            ("[01]", 2, "leading zeros"), ("[-01]", 3, "leading zeros"), ("[0 1]", 3, "expected \",\""),
            ("[10 1]", 4, "expected \",\""), ("[1.0 1]", 5, "expected \",\""), ("[1_000]", 2, "expected \",\""),
            ("[0x1F]", 2, "expected \",\""), ("[1.0f]", 4, "expected \",\""), ("[1e5.0]", 4, "expected \",\""),
            ("[1/2]", 2, "expected \",\""), ("[1.#INF]", 3, "no literal for non-finite"),
            ("[1 /* */]", 3, "no comments"),
            ("{\"a\":\"x\"y\"}", 8, "a quote inside a string"), ("[1+1]", 2, "expected \",\""),
            ("[,1]", 1, "missing before"), ("[1,,2]", 3, "missing before"),
            ("", 0, "empty"),
            (" \n", 2, "empty"), ("[1 2]", 3, "expected \",\" or \"]\""), ("[1", 2, "ends in the middle"),
            ("[tru]", 4, "expected \"true\""), ("nul", 3, "ends in the middle"), ("[1]]", 3, "expected the end"),
        ])
    func advice(text: String, offset: Int, detail: String) {
        let error = error(Array(text.utf8))
        #expect(error?.offset == offset)
        #expect(error?.detail.contains(detail) == true, "\(error?.detail ?? "no error")")
    }

    @Test("a body in another coding is told so")
    func codings() {
        #expect(error([0x1F, 0x8B, 8, 0])?.detail.contains("gzip") == true)
        for text in [[0xFF, 0xFE, 0x7B, 0], [0xFE, 0xFF, 0, 0x7B], [0x7B, 0], [0, 0x7B]] as [[UInt8]] {
            #expect(error(text)?.detail.contains("UTF-8") == true, "\(text)")
        }
    }

    @Test("a byte order mark is skipped, once and only at the beginning")
    func mark() {
        let mark: [UInt8] = [0xEF, 0xBB, 0xBF]
        #expect(error(mark + Array("[1]".utf8)) == nil)
        #expect(error(mark + Array(" {}".utf8)) == nil)
        #expect(error(mark + Array("[x]".utf8))?.offset == 4)
        #expect(error(mark + mark + Array("[1]".utf8))?.offset == 3)
        #expect(error(Array("[".utf8) + mark + Array("1]".utf8))?.offset == 1)
        #expect(error(mark)?.offset == 3)
        #expect(error([0xEF, 0xBB])?.offset == 0)
    }

    @Test("any prefix of any text is an error or none, and never more")
    func prefixes() {
        let text = Array("{\"a\": [NaN, None, -inf, 'x', 01, ,], b_c: /* */ +1.}".utf8)
        for start in text.indices {
            for end in start...text.count { _ = error(Array(text[start..<end])) }
        }
    }
}
