// What the outside sees of an option: name, type, range, default and a sentence.

/// The description of an option, without the method that it belongs to.
package struct OptionDescription: Sendable {
    /// The type of the values that the option takes.
    package enum ValueType: Sendable, Equatable {
        case number(NumberRange)
        case integer
        case boolean

        /// The type's name in the catalogue.
        package var name: String {
            switch self {
            case .number: "number"
            case .integer: "integer"
            case .boolean: "boolean"
            }
        }
    }

    package let name: String
    package let type: ValueType
    package let `default`: OptionValue
    package let summary: String
}
