// The value of an option, whatever its type.

/// The value of an option.
package enum OptionValue: Sendable, Equatable {
    case number(Double)
    case integer(Int)
    case boolean(Bool)
    /// One of several names.
    case choice(String)
    /// A list of whole numbers.
    case integers([Int])
}
