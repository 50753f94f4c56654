// JSON laid out for people: the same values, short lines.

import TensorJSON
import TestSupport
import Testing

@Suite("Layout")
struct LayoutTests {
    private func layout(_ json: String, width: Int = 40, margin: Int = 0) -> String {
        String(decoding: JSONLayout.text(Array(json.utf8), width: width, margin: margin), as: UTF8.self)
    }

    @Test(
        "what fits on a line stays on it, numbers fill lines, and the rest is a line each",
        arguments: [
            (#"{"a":1,"b":[1,2]}"#, #"{"a": 1, "b": [1, 2]}"#),
            (#"{}"#, "{}"), ("[]", "[]"), ("1.5", "1.5"), (#""a, b: {""#, #""a, b: {""#),
            (#"{"a":"x\"}],:","b":[]}"#, #"{"a": "x\"}],:", "b": []}"#),
            (
                #"{"name":"a long name that fills","numbers":[1.0,2.0]}"#,
                "{\n  \"name\": \"a long name that fills\",\n  \"numbers\": [1.0, 2.0]\n}"
            ),
            (
                "[1.25,2.25,3.25,4.25,5.25,6.25,7.25,8.25,9.25]",
                "[\n  1.25, 2.25, 3.25, 4.25, 5.25, 6.25,\n  7.25, 8.25, 9.25\n]"
            ),
            (
                "[[1.25,2.25,3.25,4.25],[5.25,6.25,7.25,8.25],[]]",
                "[\n  [1.25, 2.25, 3.25, 4.25],\n  [5.25, 6.25, 7.25, 8.25],\n  []\n]"
            ),
            ("{ \"a\" : [ 1 ,\n2 ] }", #"{"a": [1, 2]}"#),
        ])
    func lines(json: String, expected: String) {
        #expect(layout(json) == expected)
    }

    @Test("a margin is before every line but the first")
    func margin() {
        #expect(layout("[[1,2],[3,4]]", width: 16, margin: 4) == "[\n      [1, 2],\n      [3, 4]\n    ]")
    }

    @Test("no layout changes a value, whatever the width", arguments: [0, 1, 7, 20, 80, 1000])
    func values(width: Int) throws {
        for golden in GoldenCase.all.prefix(200) {
            let json = golden.task.json
            let laidOut = JSONLayout.text(Array(json.utf8), width: width)
            #expect(try JSONTree(laidOut) == golden.task)
        }
    }
}
