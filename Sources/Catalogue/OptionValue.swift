// The value of an option, whatever its type.

/// The value of an option.
package enum OptionValue: Sendable, Equatable {
    case number(Double)
    case integer(Int)
    case boolean(Bool)
}
