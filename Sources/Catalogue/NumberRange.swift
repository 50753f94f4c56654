// The numbers that an option accepts, and how that is said.

/// A range of real numbers; NaN is in none of them but `any`.
package enum NumberRange: Sendable, Equatable {
    case any
    case positive
    case nonNegative
    /// All above a number.
    case above(Double)
    /// A number, and all above it.
    case atLeast(Double)
    case closed(Double, Double)
    /// All but the upper bound.
    case halfOpen(Double, Double)
    /// From 0 to 1, or the one number that stands for "not used".
    case unitOr(Double)

    /// Whether `value` may be given.
    package func contains(_ value: Double) -> Bool {
        switch self {
        case .any: true
        case .positive: value > 0
        case .nonNegative: value >= 0
        case .above(let lower): value > lower
        case .atLeast(let lower): value >= lower
        case .closed(let lower, let upper): value >= lower && value <= upper
        case .halfOpen(let lower, let upper): value >= lower && value < upper
        case .unitOr(let other): value >= 0 && value <= 1 || value == other
        }
    }

    /// The range in words, as documentation and error messages give it.
    package var text: String {
        switch self {
        case .any: "any number"
        case .positive: "greater than 0"
        case .nonNegative: "0 or greater"
        case .above(let lower): "greater than \(lower)"
        case .atLeast(let lower): "\(lower) or greater"
        case .closed(let lower, let upper): "from \(lower) to \(upper)"
        case .halfOpen(let lower, let upper): "from \(lower) to below \(upper)"
        case .unitOr(let other): "from 0.0 to 1.0, or \(other)"
        }
    }
}
