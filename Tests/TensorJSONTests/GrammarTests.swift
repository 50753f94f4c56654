// RFC 8259, production by production: what is JSON is read, what is not is refused at the right byte.

import TensorJSON
import TestSupport
import Testing

@Suite("The grammar of JSON")
struct GrammarTests {
    private func validate(_ bytes: [UInt8], limits: JSONLimits = JSONLimits()) throws(JSONSyntaxError) {
        var reader = JSONReader(bytes, limits: limits)
        try reader.skipValue()
        try reader.finish()
    }

    private func refusal(of body: () throws(JSONSyntaxError) -> Void) -> JSONSyntaxError? {
        do {
            try body()
            return nil
        } catch {
            return error
        }
    }

    @Test(
        "every production is accepted",
        arguments: [
            "null", "true", "false", "0", "-0", "12", "-1.5", "1e5", "1E+5", "1.25e-7", "\"\"", "\"text\"", "[]", "{}",
            " \t\r\n[ \t\r\n1 \t\r\n, \t\r\n2 \t\r\n] \t\r\n", "[null, true, [], {}, \"x\", -1]",
            "{\"a\": 1, \"b\": {\"a\": [1, {\"c\": null}]}}", "{ \"\" : 0 }", #"["\"\\\/\b\f\n\r\t"]"#,
            #"["\u0041\u00e9\u20AC\uD834\uDD1E"]"#, "[\"é€𝄞\"]", "[[[[[[]]]]]]", "\"\u{7F}\"", "{\"a\":{},\"A\":{}}",
        ])
    func accepted(text: String) throws {
        try validate(Array(text.utf8))
    }

    @Test(
        "what breaks one is refused where it breaks it",
        arguments: [
            ("", 0), ("   ", 3), ("nul", 3), ("nulL", 3), ("tru", 3), ("True", 0), ("fals3", 4), ("[", 1), ("[1", 2),
            ("[1,", 3), ("[1,]", 3), ("[,1]", 1), ("[1 2]", 3), ("[1}", 2), ("]", 0), ("{", 1), ("{\"a\"", 4),
            ("{\"a\":", 5), ("{\"a\":1", 6), ("{\"a\":1,", 7), ("{\"a\":1,}", 7), ("{a:1}", 1), ("{\"a\" 1}", 5),
            ("{\"a\":1 \"b\":2}", 7), ("{1:2}", 1), ("{,}", 1), ("\"", 1), ("\"a", 2), ("\"\\", 2), ("\"\\x\"", 1),
            ("\"\\u12\"", 5), ("\"\\u12G4\"", 5), ("\"\\uD834\"", 1), ("\"\\uDD1E\"", 1), ("\"\\uD834\\u0041\"", 1),
            ("\"\t\"", 1), ("\"a\nb\"", 2), ("1 2", 2), ("[] []", 3), ("'a'", 0), ("// x\n1", 0), ("[1,\u{A0}2]", 3),
            ("\u{FEFF}\u{FEFF}1", 3), ("[NaN]", 1), ("[-Infinity]", 2), ("{\"a\":undefined}", 5), ("[1.5.2]", 4),
        ])
    func refused(text: String, offset: Int) {
        #expect(throws: JSONSyntaxError.self) { try validate(Array(text.utf8)) }
        do {
            try validate(Array(text.utf8))
        } catch {
            #expect(error.offset == offset, "\(text): \(error.detail)")
            #expect(error.code == .syntax)
        }
    }

    @Test("a bare NaN is refused with what to write instead")
    func hint() {
        do {
            try validate(Array("[1, NaN]".utf8))
            Issue.record("accepted")
        } catch {
            #expect(error.detail.contains("\"NaN\""))
        }
    }

    @Test("a duplicate key is refused at its second place, escaped or not")
    func duplicateKeys() {
        for text in [#"{"a": 1, "b": 2, "a": 3}"#, #"{"a": 1, "b": 2, "\u0061": 3}"#] {
            do {
                try validate(Array(text.utf8))
                Issue.record("accepted \(text)")
            } catch {
                #expect(error.code == .duplicateKey)
                #expect(error.offset == 17)
            }
        }
    }

    @Test("a duplicate key is found among any number of keys, and in its own object only", arguments: 1...40)
    func manyKeys(_ count: Int) throws {
        // Every third key has an escape, and every fourth holds the same keys again.
        func key(_ index: Int) -> String { index % 3 == 0 ? "\"\\u006b\(index)\"" : "\"k\(index)\"" }
        let inner = (0..<count).map { "\(key($0)):0" }.joined(separator: ",")
        let members = (0..<count).map { "\(key($0)):" + ($0 % 4 == 0 ? "[{\(inner)},{\(inner)}]" : "1") }
        try validate(Array("{\(members.joined(separator: ","))}".utf8))
        for index in 0..<count {
            for again in ["\"k\(index)\"", "\"\\u006B\(index)\""] {
                let text = "{\(members.joined(separator: ",")),\(again):1}"
                let error = try #require(throws: JSONSyntaxError.self) { try validate(Array(text.utf8)) }
                #expect(error.code == .duplicateKey)
                #expect(error.offset == text.utf8.count - again.utf8.count - 3)
            }
        }
        let nested = "{\"a\":[{\(inner),\(key(count - 1)):1}]}"
        #expect(throws: JSONSyntaxError.self) { try validate(Array(nested.utf8)) }
    }

    @Test("levels are limited, whatever they are made of")
    func depth() throws {
        var limits = JSONLimits()
        limits.depth = 4
        try validate(Array("[[[[1]]]]".utf8), limits: limits)
        try validate(Array(#"{"a":[{"b":[]}]}"#.utf8), limits: limits)
        for text in ["[[[[[1]]]]]", #"{"a":[{"b":[{}]}]}"#, String(repeating: "[", count: 1_000_000)] {
            do {
                try validate(Array(text.utf8), limits: limits)
                Issue.record("accepted")
            } catch {
                #expect(error.code == .depth)
            }
        }
    }

    @Test("strings must be UTF-8")
    func encoding() {
        for bytes: [UInt8] in [
            [0x22, 0xFF, 0x22], [0x22, 0xC0, 0xAF, 0x22], [0x22, 0xED, 0xA0, 0x80, 0x22], [0x22, 0xE2, 0x82, 0x22],
        ] {
            #expect(throws: JSONSyntaxError.self) { try validate(bytes) }
        }
    }

    @Test("escapes are read as what they stand for")
    func escapes() throws {
        var reader = JSONReader(Array(#""a\"\\\/\b\f\n\r\t\u0041\uD834\uDD1E""#.utf8))
        #expect(try reader.readString() == "a\"\\/\u{8}\u{C}\n\r\tA𝄞")
    }

    @Test("line and column count from 1")
    func position() {
        let text = Array("{\n  \"a\": 1,\n  b\n}".utf8)
        do {
            try validate(text)
            Issue.record("accepted")
        } catch {
            #expect(error.position(in: text) == (line: 3, column: 3))
        }
    }

    @Test("a document that is cut or changed anywhere is read or refused, and never traps")
    func mutations() {
        let text = Array(
            #"{"a": [1.5e-3, "x\u00e9\n", true, null, {"b": [[1, 2], [3, 4]], "": -0}], "shape": [2]}"#.utf8)
        let table = Array(#"{"a":{"x":1.5,"y":2},"b":{},"c":{"x":-3e5,"y":40},"d":{"y":0.1,"x":6}}"#.utf8)
        for end in 0..<text.count {
            #expect(throws: JSONSyntaxError.self) { try validate(Array(text[..<end])) }
        }
        var generator = SeededGenerator(seed: 3)
        for _ in 0..<20_000 {
            var mutated = text
            for _ in 0...Int.random(in: 0...3, using: &generator) {
                mutated[Int.random(in: mutated.indices, using: &generator)] = UInt8.random(
                    in: .min ... .max, using: &generator)
            }
            var reader = JSONReader(mutated)
            _ = try? reader.readTensor(as: Float.self)
            try? validate(mutated)
            var changed = table
            for _ in 0...Int.random(in: 0...2, using: &generator) {
                changed[Int.random(in: 1..<changed.count, using: &generator)] = UInt8.random(
                    in: 0x20...0x7E, using: &generator)
            }
            // What a table is read from is JSON, and what is none is refused at the same place.
            var whole = JSONReader(changed)
            let found = refusal { () throws(JSONSyntaxError) in _ = try whole.readNumberTable(rows: 9, columns: 9) }
            var other = JSONReader(changed)
            let expected = refusal { () throws(JSONSyntaxError) in try other.skipValue() }
            #expect(
                found?.offset == expected?.offset && found?.code == expected?.code,
                "\(String(decoding: changed, as: UTF8.self))")
            #expect(found != nil || whole.position == other.position)
        }
    }
}
