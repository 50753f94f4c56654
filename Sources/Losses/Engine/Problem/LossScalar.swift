// The types that losses are computed in, and the functions of one number that several losses share.

package import RealModule

/// Float or Double.
package protocol LossScalar: Real, BinaryFloatingPoint, Codable, SIMDScalar, Sendable {
    // Requirements, since the generic conversion is not inlined into large functions.

    /// Eight numbers from an address on.
    static func lanes(_ numbers: UnsafePointer<Self>) -> SIMD8<Double>
    /// Stores eight numbers from an address on.
    static func store(_ lanes: SIMD8<Double>, _ numbers: UnsafeMutablePointer<Self>)
}

extension Float: LossScalar {
    @inline(always)
    package static func lanes(_ numbers: UnsafePointer<Float>) -> SIMD8<Double> {
        let eight = unsafe UnsafeRawPointer(numbers).loadUnaligned(as: SIMD8<Float>.self)
        return SIMD8(
            Double(eight[0]), Double(eight[1]), Double(eight[2]), Double(eight[3]), Double(eight[4]), Double(eight[5]),
            Double(eight[6]), Double(eight[7]))
    }

    @inline(always)
    package static func store(_ lanes: SIMD8<Double>, _ numbers: UnsafeMutablePointer<Float>) {
        let eight = SIMD8(
            Float(lanes[0]), Float(lanes[1]), Float(lanes[2]), Float(lanes[3]), Float(lanes[4]), Float(lanes[5]),
            Float(lanes[6]), Float(lanes[7]))
        unsafe UnsafeMutableRawPointer(numbers).storeBytes(of: eight, as: SIMD8<Float>.self)
    }
}

extension Double: LossScalar {
    @inline(always)
    package static func lanes(_ numbers: UnsafePointer<Double>) -> SIMD8<Double> {
        unsafe UnsafeRawPointer(numbers).loadUnaligned(as: SIMD8<Double>.self)
    }

    @inline(always)
    package static func store(_ lanes: SIMD8<Double>, _ numbers: UnsafeMutablePointer<Double>) {
        unsafe UnsafeMutableRawPointer(numbers).storeBytes(of: lanes, as: SIMD8<Double>.self)
    }
}

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
