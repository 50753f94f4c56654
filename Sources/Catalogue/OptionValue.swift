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
    /// A number for each task that is named.
    case perTask(PerTask)
    /// None, the default of an option that has no other.
    case absent

    /// The value in words.
    package var text: String {
        switch self {
        case .number(let number): "\(number)"
        case .integer(let integer): "\(integer)"
        case .boolean(let boolean): "\(boolean)"
        case .choice(let name): name
        case .integers(let integers): "\(integers)"
        case .absent: "none"
        case .perTask(let numbers): numbers.others.map { "\($0)" } ?? "by the method"
        }
    }
}
