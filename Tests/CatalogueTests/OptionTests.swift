// Options state default and range once, and store what they are given.

import Catalogue
import Testing

@Suite("Options")
struct OptionTests {
    struct Method: Configurable {
        var delta = 1.5
        var index = -100
        var flag = false
    }

    @Test("the default is the method's own")
    func defaults() {
        let number = Option<Method>.number("delta", \.delta, in: .positive, "Where it bends.")
        let integer = Option<Method>.integer("index", \.index, "Which one.")
        let boolean = Option<Method>.boolean("flag", \.flag, "Whether.")
        #expect(number.description.default == .number(1.5))
        #expect(integer.description.default == .integer(-100))
        #expect(boolean.description.default == .boolean(false))
        #expect([number, integer, boolean].map(\.description.type.name) == ["number", "integer", "boolean"])
    }

    @Test("a value is stored where the option keeps it, one of another type nowhere")
    func store() {
        var method = Method()
        Option<Method>.number("delta", \.delta, in: .any, "").store(&method, .number(2))
        Option<Method>.integer("index", \.index, "").store(&method, .integer(7))
        Option<Method>.boolean("flag", \.flag, "").store(&method, .boolean(true))
        #expect(method.delta == 2 && method.index == 7 && method.flag)
        Option<Method>.number("delta", \.delta, in: .any, "").store(&method, .boolean(false))
        Option<Method>.integer("index", \.index, "").store(&method, .number(1))
        Option<Method>.boolean("flag", \.flag, "").store(&method, .integer(0))
        #expect(method.delta == 2 && method.index == 7 && method.flag)
    }

    @Test(
        "a range knows what lies in it",
        arguments: [
            (.any, [-1, 0, .infinity, .nan], []), (.positive, [1e-300, .infinity], [0, -1, .nan]),
            (.nonNegative, [0, -0.0, 1], [-1e-300, .nan]), (.closed(0, 1), [0, 0.5, 1], [-0.1, 1.1, .nan]),
        ] as [(NumberRange, [Double], [Double])])
    func ranges(range: NumberRange, inside: [Double], outside: [Double]) {
        for value in inside { #expect(range.contains(value), "\(value) is \(range.text)") }
        for value in outside { #expect(!range.contains(value), "\(value) is not \(range.text)") }
    }
}
