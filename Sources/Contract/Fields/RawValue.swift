// The value of an option before its type is known.

/// What was found where an option's value could be.
package enum RawValue: Sendable {
    case number(Double, whole: Int?)
    case boolean(Bool)
    case text(String)
    case list([Double])
    /// Numbers by names.
    case object([(name: String, number: Double)])
    /// What no option takes, in words.
    case other(String)

    /// What it is, in words.
    package var kind: String {
        switch self {
        case .number: "a number"
        case .boolean: "a Boolean"
        case .text: "a string"
        case .list: "a tensor"
        case .object: "an object"
        case .other(let kind): kind
        }
    }
}
