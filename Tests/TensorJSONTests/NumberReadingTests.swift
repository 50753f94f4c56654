// Every number is read as the nearest of its type: against strtod and strtof, which are correctly rounded.

import Glibc
import TensorJSON
import TestSupport
import Testing

@Suite("Reading numbers")
struct NumberReadingTests {
    private func read<Number: JSONFloat>(_ text: String, as type: Number.Type) throws -> Number? {
        var reader = JSONReader(Array(text.utf8))
        let number = try reader.readNumber(as: type)
        try reader.finish()
        return number
    }

    /// Both types give the bits of the C library.
    private func check(_ text: String) throws {
        let double = try #require(try read(text, as: Double.self))
        let float = try #require(try read(text, as: Float.self))
        let (expectedDouble, expectedFloat) = unsafe (strtod(text, nil), strtof(text, nil))
        #expect(double.bitPattern == expectedDouble.bitPattern, "\(text) as Double")
        #expect(float.bitPattern == expectedFloat.bitPattern, "\(text) as Float")
    }

    @Test("100 000 random texts are read as strtod and strtof read them")
    func random() throws {
        var generator = SeededGenerator(seed: 1)
        for round in 0..<100_000 {
            try check(Self.randomText(round, &generator))
        }
    }

    @Test("numbers in the middle of a long list are read as they are alone")
    func lists() throws {
        var generator = SeededGenerator(seed: 3)
        let texts = (0..<50_000).map { round -> String in
            let text = Self.randomText(round, &generator)
            return round % 7 == 0 ? "0.\(String(repeating: "0", count: round % 12))\(text.filter(\.isNumber))" : text
        }
        for separator in [",", ", ", "\n,\t"] {
            let list = Array(("[" + texts.joined(separator: separator) + "]").utf8)
            try checkList(list, texts) { unsafe strtof($0, nil) }
            try checkList(list, texts) { unsafe strtod($0, nil) }
        }
    }

    @Test("lists of numbers of about seventeen digits, as Python writes them, are read as the C library reads them")
    func longLists() throws {
        var generator = SeededGenerator(seed: 4)
        func digits(_ count: Int) -> String {
            (0..<count).map { _ in String(Int.random(in: 0...9, using: &generator)) }.joined()
        }
        let texts = (0..<60_000).map { round -> String in
            let sign = Bool.random(using: &generator) ? "-" : ""
            // Mostly what a float32 is as a Double; otherwise as many digits as there can be, and a few more.
            switch round % 16 {
            case 0: return sign + digits(1) + "." + digits(Int.random(in: 1...26, using: &generator))
            case 1: return sign + "0." + String(repeating: "0", count: round % 23) + digits(round % 5 + 1)
            case 2: return sign + "9." + String(repeating: "9", count: 14 + round % 10)
            case 3:
                return sign + digits(1) + "." + digits(Int.random(in: 13...20, using: &generator)) + "e-0\(round % 10)"
            case 4: return sign + "1" + digits(Int.random(in: 0...20, using: &generator)) + "." + digits(16)
            case 5:
                // Beside the middle of two floats.
                let float = Float.random(in: 0..<4, using: &generator)
                return sign + ((Double(float) + Double(float.nextUp)) / 2).description
            default: return Double(Float.random(in: -4...4, using: &generator)).description
            }
        }
        for separator in [",", ", ", " ,  "] {
            let list = Array(("[" + texts.joined(separator: separator) + "]").utf8)
            try checkList(list, texts) { unsafe strtof($0, nil) }
            try checkList(list, texts) { unsafe strtod($0, nil) }
        }
    }

    private func checkList<Number: JSONFloat>(
        _ list: [UInt8], _ texts: [String], _ expected: (String) -> Number
    ) throws {
        var reader = JSONReader(list)
        guard case .tensor(let tensor) = try reader.readTensor(as: Number.self) else {
            Issue.record("no tensor")
            return
        }
        #expect(tensor.values.count == texts.count)
        for (value, text) in zip(tensor.values, texts) where value != expected(text) {
            Issue.record("\(text) as \(value)")
        }
    }

    @Test(
        "what is no number is none in the middle of a list either",
        arguments: [
            "01.5", "1.", ".5", "-", "1e", "1.5e+", "+1", "1.5.2", "0x1", "00", "1.e5", "--1", "1_0", "-.1", "1.2e1.5",
            "1.23456x8901234567", "1.2345678901234.67", "1.23456789012345678x", "01.234567890123456",
            "x.2345678901234567",
            "-1.2345678-01234567", "1.234567890123456789e", "1:2345678901234567", "1.234567890123456 7",
        ])
    func faultyLists(text: String) {
        for other in ["1.25", "1.2345678901234567"] {
            let many = String(repeating: "\(other), ", count: 20)
            let list = "[\(many)\(text), \(many)1]"
            var reader = JSONReader(Array(list.utf8))
            #expect(throws: JSONSyntaxError.self) { try reader.readTensor(as: Float.self) }
        }
    }

    /// Texts of several kinds: shortest, long, with and without exponent, near the ends of the range.
    private static func randomText(_ round: Int, _ generator: inout SeededGenerator) -> String {
        switch round % 5 {
        case 0: return Double(bitPattern: generator.next() & 0xBFFF_FFFF_FFFF_FFFF).description
        case 1:
            let float = Float(bitPattern: UInt32(truncatingIfNeeded: generator.next()))
            return float.isFinite ? float.description : "0"
        case 2:
            let digits = Int.random(in: 1...30, using: &generator)
            let text = (0..<digits).map { _ in String(Int.random(in: 0...9, using: &generator)) }.joined()
            return "1\(text)e\(Int.random(in: -360...320, using: &generator))"
        case 3:
            return "-\(generator.next() % 1000).\(generator.next())\(generator.next())"
        default:
            return "\(generator.next())e\(Int.random(in: -70...40, using: &generator))"
        }
    }

    @Test("texts exactly between two neighbours, and a little off, are rounded to even or to the nearer one")
    func midpoints() throws {
        var generator = SeededGenerator(seed: 2)
        for _ in 0..<2_000 {
            let float = Float(bitPattern: UInt32.random(in: 0..<0x7F00_0000, using: &generator))
            // A midpoint of floats is a Double; its decimal expansion is finite.
            let middle = (Double(float) + Double(float.nextUp)) / 2
            let text = Self.expansion(middle)
            try check(text)
            try check(text + (text.contains(".") ? "" : ".") + "0000000000000000000001")
        }
    }

    /// All digits of a Double.
    private static func expansion(_ value: Double) -> String {
        var buffer = [CChar](repeating: 0, count: 2_000)
        let count = unsafe withVaList([value]) { unsafe vsnprintf(&buffer, buffer.count, "%.1100f", $0) }
        let text = String(decoding: buffer.prefix(Int(count)).map { UInt8(bitPattern: $0) }, as: UTF8.self)
        return String(text.reversed().drop { $0 == "0" }.reversed()) + "0"
    }

    @Test(
        "the ends of the ranges",
        arguments: [
            "1.7976931348623157e308", "1.7976931348623158e308", "1.7976931348623159e308", "1e309", "-1e400",
            "2.2250738585072014e-308", "2.2250738585072011e-308", "4.9406564584124654e-324", "5e-324", "2e-324",
            "2.4703282292062327e-324", "2.4703282292062328e-324", "1e-400", "3.4028235e38", "3.4028235677973366e38",
            "3.4028235677973367e38", "1.17549435e-38", "1.4e-45", "7.0064923216240854e-46", "7.0064923216240853e-46",
            "0", "-0", "0.0", "0e5", "0e999999999999", "1e-999999999999", "9007199254740993", "16777217",
            "8388608.5", "8388609.5", "9223372036854775808", "18446744073709551615", "18446744073709551616",
            "123456789012345678901234567890", "0.000000000000000000000000000000000000000000001",
        ])
    func ends(text: String) throws {
        try check(text)
    }

    @Test("a number of 100 000 digits is read exactly and soon")
    func longText() throws {
        let digits = String(repeating: "7", count: 100_000)
        try check("0.\(digits)")
        try check("\(digits)e-99990")
        try check(
            "1.00000000000000011102230246251565404236316680908203125" + String(repeating: "0", count: 50_000) + "1")
        try check("1.00000000000000011102230246251565404236316680908203125" + String(repeating: "0", count: 50_000))
    }

    @Test("digits and exponents that make up for each other are read as what they say")
    func compensation() throws {
        let zeros = String(repeating: "0", count: 1_500_000)
        #expect(try read("0.\(zeros)1e1500001", as: Double.self) == 1)
        #expect(try read("1\(zeros)e-1500000", as: Float.self) == 1)
        #expect(try read("1\(zeros)1e-1500001", as: Double.self) == 1)
        #expect(try read("1e99999999999999999999", as: Double.self) == .infinity)
        #expect(try read("1e-99999999999999999999", as: Double.self) == 0)
    }

    @Test("the strings of the contract stand for the numbers that JSON has no literal for")
    func nonFinite() throws {
        #expect(try #require(try read("\"NaN\"", as: Float.self)).isNaN)
        #expect(try read("\"Infinity\"", as: Float.self) == .infinity)
        #expect(try read("\"-Infinity\"", as: Double.self) == -.infinity)
        #expect(try read("\"infinity\"", as: Double.self) == nil)
    }

    @Test(
        "what is no number of RFC 8259 is refused where it goes wrong",
        arguments: [
            ("-", 1), ("01", 1), ("-01", 2), ("1.", 2), (".5", 0), ("1e", 2), ("1e+", 3), ("+1", 0), ("1.e5", 2),
            ("0x10", 1), ("1_000", 1), ("--1", 1), ("1.2.3", 3), ("NaN", 0), ("Infinity", 0), ("-Infinity", 1),
        ])
    func malformed(text: String, offset: Int) {
        #expect {
            _ = try read(text, as: Double.self)
        } throws: { error in
            (error as? JSONSyntaxError)?.offset == offset
        }
    }

    @Test("whole numbers are read as integers, however they are written")
    func integers() throws {
        for (text, expected) in [
            ("12", 12), ("-7", -7), ("1e3", 1000), ("2.0", 2), ("9223372036854775807", Int.max),
            ("-9223372036854775808", .min),
        ] {
            var reader = JSONReader(Array(text.utf8))
            #expect(try reader.readInteger() == expected, "\(text)")
        }
        for text in ["1.5", "1e-1", "9223372036854775808", "1e30"] {
            var reader = JSONReader(Array(text.utf8))
            #expect(try reader.readInteger() == nil, "\(text)")
        }
    }
}
