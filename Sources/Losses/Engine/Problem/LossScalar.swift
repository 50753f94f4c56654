// The types that losses are computed in, and the functions of one number that several losses share.

package import RealModule

/// Float or Double.
package protocol LossScalar: Real, BinaryFloatingPoint, Codable, SIMDScalar, Sendable {}

extension Float: LossScalar {}
extension Double: LossScalar {}

extension LossScalar {
    /// The logistic function 1 / (1 + e⁻ˣ), without overflow on either side.
    @inline(__always)
    static func sigmoid(_ x: Double) -> Double {
        Logistic(x, as: Self.self).probability
    }

    /// log(1 / (1 + e⁻ˣ)) = min(0, x) − log(1 + e^−|x|), as torch computes it: no overflow, small results kept.
    @inline(__always)
    static func logSigmoid(_ x: Double) -> Double {
        Logistic(x, as: Self.self).logarithm
    }

    /// The number as an integer; `nil` if it is none.
    ///
    /// By way of Double, which loses nothing: the conversion of any type to any other is many times slower.
    @inline(__always)
    var whole: Int? { Int(exactly: Double(self)) }

    /// A power as C has it: 0 to the power of 0 is 1, and a negative number has whole powers.
    @inline(__always)
    static func power(_ base: Self, _ exponent: Self) -> Self {
        if exponent == 0 { return 1 }
        if exponent == 1 { return base }
        if exponent == 2 { return base * base }
        if base < 0, let whole = exponent.whole { return pow(base, whole) }
        return pow(base, exponent)
    }

    /// A power of a number from 0 to 1 with an exponent that is not negative, without branches.
    @inline(__always)
    static func power(ofFraction base: Double, _ exponent: Double) -> Double {
        let general = exponential(exponent * logarithm(base))
        let square = exponent == 2 ? base * base : general
        return exponent == 0 ? 1 : exponent == 1 ? base : square
    }

    /// The larger of two numbers, NaN if one of them is.
    @inline(__always)
    static func larger(_ a: Self, _ b: Self) -> Self {
        a > b || a.isNaN ? a : b
    }
}
