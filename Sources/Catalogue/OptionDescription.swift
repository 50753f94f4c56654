// What the outside sees of an option: name, type, range, default and a sentence.

/// The description of an option, without the method that it belongs to.
package struct OptionDescription: Sendable {
    /// The type of the values that the option takes.
    package enum ValueType: Sendable, Equatable {
        case number(NumberRange)
        /// A whole number, in a range if there is one.
        case integer(ClosedRange<Int>?)
        case boolean
        /// One of these names.
        case choice([String])
        /// A list of whole numbers.
        case integers
        /// A number for all tasks, or an object of numbers by the names of tasks.
        case perTask(NumberRange)

        /// The values that are accepted, in words; `nil` where all are.
        package var rangeText: String? {
            switch self {
            case .number(let range): range.text
            case .integer(let range): range.map { "from \($0.lowerBound) to \($0.upperBound)" }
            case .boolean: nil
            case .choice(let names): "one of \(names.joined(separator: ", "))"
            case .integers: nil
            case .perTask(let range): range.text
            }
        }

        /// The type's name in the catalogue.
        package var name: String {
            switch self {
            case .number: "number"
            case .integer: "integer"
            case .boolean: "boolean"
            case .choice: "string"
            case .integers: "list of integers"
            case .perTask: "number, or object of numbers by task"
            }
        }
    }

    package let name: String
    package let type: ValueType
    package let `default`: OptionValue
    package let summary: String
    /// The optional input without which values other than the default are refused.
    package var requires: String?
}
