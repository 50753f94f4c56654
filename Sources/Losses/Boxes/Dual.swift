// Numbers that carry their derivatives along, for formulas whose derivatives would be long to write down.

import RealModule

/// A number and its derivatives by up to eight others.
///
/// Source: forward-mode automatic differentiation; Wengert (1964), A Simple Automatic Derivative Evaluation Program.
struct Dual {
    var value: Double
    var slopes: SIMD8<Double>

    /// A number that does not change.
    init(_ value: Double) {
        self.init(value, SIMD8())
    }

    /// One of the numbers that derivatives are taken by.
    init(_ value: Double, variable: Int) {
        self.init(value, SIMD8())
        slopes[variable] = 1
    }

    private init(_ value: Double, _ slopes: SIMD8<Double>) {
        self.value = value
        self.slopes = slopes
    }

    /// The same number, taken for one that does not change.
    var detached: Dual { Dual(value) }

    static func + (a: Dual, b: Dual) -> Dual { Dual(a.value + b.value, a.slopes + b.slopes) }
    static func - (a: Dual, b: Dual) -> Dual { Dual(a.value - b.value, a.slopes - b.slopes) }

    static func * (a: Dual, b: Dual) -> Dual {
        Dual(a.value * b.value, a.slopes * b.value + b.slopes * a.value)
    }

    static func / (a: Dual, b: Dual) -> Dual {
        let quotient = a.value / b.value
        return Dual(quotient, (a.slopes - b.slopes * quotient) / b.value)
    }

    static func + (a: Dual, b: Double) -> Dual { Dual(a.value + b, a.slopes) }
    static func * (a: Dual, b: Double) -> Dual { Dual(a.value * b, a.slopes * b) }
    static func - (a: Double, b: Dual) -> Dual { Dual(a - b.value, -b.slopes) }

    /// The smaller of two numbers; where they are the same both have half of the slope, as in torch.
    static func smaller(_ a: Dual, _ b: Dual) -> Dual {
        if a.value == b.value { return Dual(a.value, (a.slopes + b.slopes) * 0.5) }
        return a.value < b.value || a.value.isNaN ? a : b
    }

    /// The larger of two numbers, likewise.
    static func larger(_ a: Dual, _ b: Dual) -> Dual {
        if a.value == b.value { return Dual(a.value, (a.slopes + b.slopes) * 0.5) }
        return a.value > b.value || a.value.isNaN ? a : b
    }

    /// The angle whose tangent is y/x, where x is not negative that of the quotient; without a slope where both are 0.
    static func atan2(_ y: Dual, _ x: Dual) -> Dual {
        // Divided by the larger first: squares could vanish, or overflow.
        let size = max(abs(y.value), abs(x.value))
        guard size > 0, size.isFinite else { return Dual(size == 0 ? 0 : .atan(y.value / x.value)) }
        let (a, b) = (y.value / size, x.value / size)
        let square = a * a + b * b
        return Dual(.atan(y.value / x.value), (y.slopes * b - x.slopes * a) / size / square)
    }

    static func atan(_ a: Dual) -> Dual {
        Dual(.atan(a.value), a.slopes / (1 + a.value * a.value))
    }
}
