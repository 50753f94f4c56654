// An option of a method, stated once: where it is kept, its type, range and sentence; the default is the method's own.

/// A type whose freshly made value holds the default of every option.
package protocol Configurable: Sendable {
    init()
}

/// An option of `Method`: how it is described, and how a value from a request is stored.
package struct Option<Method: Configurable>: Sendable {
    package private(set) var description: OptionDescription
    /// Stores a value that has the option's type and lies in its range.
    package let store: @Sendable (inout Method, OptionValue) -> Void

    /// The same option, which is refused where it is changed and this optional input is not given.
    package func requiring(_ input: String) -> Self {
        var option = self
        option.description.requires = input
        return option
    }

    /// A real number.
    package static func number(
        _ name: String, _ path: any WritableKeyPath<Method, Double> & Sendable, in range: NumberRange, _ summary: String
    ) -> Self {
        let type = OptionDescription.ValueType.number(range)
        return Self(
            description: .init(name: name, type: type, default: .number(Method()[keyPath: path]), summary: summary),
            store: { method, value in
                if case .number(let number) = value { method[keyPath: path] = number }
            })
    }

    /// A real number, or none.
    package static func number(
        _ name: String, _ path: any WritableKeyPath<Method, Double?> & Sendable, in range: NumberRange,
        _ summary: String
    ) -> Self {
        let type = OptionDescription.ValueType.number(range)
        return Self(
            description: .init(name: name, type: type, default: .absent, summary: summary),
            store: { method, value in
                if case .number(let number) = value { method[keyPath: path] = number }
            })
    }

    /// A whole number.
    package static func integer(
        _ name: String, _ path: any WritableKeyPath<Method, Int> & Sendable, in range: ClosedRange<Int>? = nil,
        _ summary: String
    ) -> Self {
        Self(
            description: .init(
                name: name, type: .integer(range), default: .integer(Method()[keyPath: path]), summary: summary),
            store: { method, value in
                if case .integer(let integer) = value { method[keyPath: path] = integer }
            })
    }

    /// A switch.
    package static func boolean(
        _ name: String, _ path: any WritableKeyPath<Method, Bool> & Sendable, _ summary: String
    ) -> Self {
        Self(
            description: .init(
                name: name, type: .boolean, default: .boolean(Method()[keyPath: path]), summary: summary),
            store: { method, value in
                if case .boolean(let boolean) = value { method[keyPath: path] = boolean }
            })
    }

    /// One of the cases of an enumeration, by its name.
    package static func choice<Choice: RawRepresentable<String> & CaseIterable & Sendable>(
        _ name: String, _ path: any WritableKeyPath<Method, Choice> & Sendable, _ summary: String
    ) -> Self {
        let type = OptionDescription.ValueType.choice(Choice.allCases.map(\.rawValue))
        let fallback = Method()[keyPath: path].rawValue
        return Self(
            description: .init(name: name, type: type, default: .choice(fallback), summary: summary),
            store: { method, value in
                if case .choice(let text) = value, let choice = Choice(rawValue: text) {
                    method[keyPath: path] = choice
                }
            })
    }

    /// A list of whole numbers.
    package static func integers(
        _ name: String, _ path: any WritableKeyPath<Method, [Int]> & Sendable, _ summary: String
    ) -> Self {
        Self(
            description: .init(
                name: name, type: .integers, default: .integers(Method()[keyPath: path]), summary: summary),
            store: { method, value in
                if case .integers(let integers) = value { method[keyPath: path] = integers }
            })
    }

    /// A number for all tasks, or one for each that is named.
    package static func perTask(
        _ name: String, _ path: any WritableKeyPath<Method, PerTask> & Sendable, in range: NumberRange,
        _ summary: String
    ) -> Self {
        Self(
            description: .init(
                name: name, type: .perTask(range), default: .perTask(Method()[keyPath: path]), summary: summary),
            store: { method, value in
                if case .perTask(let given) = value {
                    let others = given.others ?? method[keyPath: path].others
                    method[keyPath: path] = PerTask(others, given.numbers)
                }
            })
    }
}
