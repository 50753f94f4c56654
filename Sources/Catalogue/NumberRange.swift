// The numbers that an option accepts, and how that is said.

/// A range of real numbers; NaN is in none of them but `any`.
package enum NumberRange: Sendable, Equatable {
    case any
    case positive
    case nonNegative
    case closed(Double, Double)

    /// Whether `value` may be given.
    package func contains(_ value: Double) -> Bool {
        switch self {
        case .any: true
        case .positive: value > 0
        case .nonNegative: value >= 0
        case .closed(let lower, let upper): value >= lower && value <= upper
        }
    }

    /// The range in words, as documentation and error messages give it.
    package var text: String {
        switch self {
        case .any: "any number"
        case .positive: "greater than 0"
        case .nonNegative: "0 or greater"
        case .closed(let lower, let upper): "from \(lower) to \(upper)"
        }
    }
}
