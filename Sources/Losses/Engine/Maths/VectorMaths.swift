// The exponential and the logarithm without branches and calls, so that loops of them become vector instructions.

import RealModule

// In Double whatever the dtype, with the digits that the dtype needs.
extension LossScalar {
    /// e to the power of `x`.
    @inline(__always)
    static func exponential(_ x: Double) -> Double {
        VectorMaths.exponential(x, short: isShort)
    }

    /// e to the power of an `x` that is not positive.
    @inline(__always)
    static func exponential(ofNonPositive x: Double) -> Double {
        isShort ? VectorMaths.shortDecay(-x) : exponential(x)
    }

    /// e to the power of `x`, less 1, with all digits where little is left.
    @inline(__always)
    static func exponentialMinusOne(_ x: Double) -> Double {
        isShort ? VectorMaths.shortExponentialMinusOne(x) : .expMinusOne(x)
    }

    /// The natural logarithm.
    @inline(__always)
    static func logarithm(_ x: Double) -> Double {
        VectorMaths.logarithm(x, short: isShort)
    }

    /// The natural logarithm of 1 + `x`, with all digits where `x` is small.
    @inline(__always)
    static func logarithm(onePlus x: Double) -> Double {
        isShort ? VectorMaths.shortLogarithm(onePlus: x) : .log(onePlus: x)
    }

    /// e^−|x| and log(1 + e^−|x|), which the logistic function and its logarithm are made of.
    @inline(__always)
    static func decay(_ x: Double) -> (decayed: Double, logarithm: Double) {
        let decayed = exponential(ofNonPositive: -abs(x))
        let logarithm =
            isShort ? VectorMaths.shortLogarithm(onePlusFraction: decayed) : logarithm(onePlus: decayed)
        return (decayed, logarithm)
    }

    /// The logarithm of the largest finite number.
    @inline(__always)
    static var logarithmOfLargest: Double { isShort ? 0x1.62e42feba39efp6 : 0x1.62e42fefa39efp9 }

    /// Whether half the digits of a Double are plenty.
    @inline(__always)
    static var isShort: Bool { significandBitCount < 30 }
}

/// Functions of a Double, within one unit in the last place; the short forms within 1e-9 of the result.
///
/// What a Double needs of the two others only the C library has to its last place.
///
/// Only with operations that every processor has and rounds alike, hence without fused multiplication and addition: the
/// same numbers come out of every machine. Selected, not branched, so that compilers make vectors of them.
enum VectorMaths {
    private static let halvesOfLog2 = (high: 0x1.62e42fee00000p-1, low: 0x1.a39ef35793c76p-33)
    /// Added and subtracted, this leaves a whole number, whose bits are the lowest of the sum.
    private static let rounder = 0x1.8p52

    @inline(__always)
    static func exponential(_ x: Double, short: Bool = false) -> Double {
        let (power, reduced) = reduce(x)
        let square = reduced * reduced
        if short {
            // One factor has the range of a Float, and its eighth power the digits.
            let result = (1 + (reduced + square * shortSeries(reduced))) * power.whole
            return x > 700 ? .infinity : x < -700 ? 0 : result
        }
        let result = (1 + (reduced + square * series(reduced))) * power.first * power.second
        return x > 709.79 ? .infinity : x < -745.14 ? 0 : result
    }

    @inline(__always)
    static func shortExponentialMinusOne(_ x: Double) -> Double {
        let (power, reduced) = reduce(x)
        let square = reduced * reduced
        // Nothing is lost to 1 where the power is 1.
        let result = power.whole * (reduced + square * shortSeries(reduced)) + (power.whole - 1)
        return x > 700 ? .infinity : x < -40 ? -1 : result
    }

    /// `x` as n·log 2 + r with |r| ≤ log(2)/2: two factors that make 2^n, 2^n itself where it is one, and r.
    @inline(__always)
    private static func reduce(
        _ x: Double
    ) -> (power: (first: Double, second: Double, whole: Double), reduced: Double) {
        let scaled = x * 0x1.71547652b82fep0
        let bounded = scaled > 1100 ? 1100 : scaled < -1100 ? -1100 : scaled
        let sum = bounded + rounder
        let whole = sum - rounder
        let reduced = (x - whole * halvesOfLog2.high) - whole * halvesOfLog2.low
        // Moved so that no number is negative: 1100 is half of it, and 1023 the exponent of 1.
        let moved = sum.bitPattern &- rounder.bitPattern &+ 2200
        let half = moved &>> 1
        let first = Double(bitPattern: (half &- 77) &<< 52)
        let second = Double(bitPattern: (moved &- half &- 77) &<< 52)
        return ((first, second, Double(bitPattern: (moved &- 1177) &<< 52)), reduced)
    }

    /// e^−x for x that are not negative, to half the digits; 0 where it is far smaller than any Float.
    @inline(__always)
    static func shortDecay(_ x: Double) -> Double {
        let scaled = x * -0x1.71547652b82fep0
        let sum = scaled + rounder
        let reduced = -x - (sum - rounder) * 0x1.62e42fefa39efp-1
        let square = reduced * reduced
        let power = Double(bitPattern: (sum.bitPattern &- rounder.bitPattern &+ 1023) &<< 52)
        let result = (1 + (reduced + square * shortSeries(reduced))) * power
        return scaled < -1000 ? 0 : result
    }

    /// log(1 + x) for x from 0 to 1, to half the digits: the series of the area tangent of x/(2 + x).
    @inline(__always)
    static func shortLogarithm(onePlusFraction x: Double) -> Double {
        let s = x / (2 + x)
        let z = s * s
        let w = z * z
        let low = (2 + z * 0x1.5555555555555p-1) + w * (0x1.999999999999ap-2 + z * 0x1.2492492492492p-2)
        let middle =
            (0x1.c71c71c71c71cp-3 + z * 0x1.745d1745d1746p-3) + w * (0x1.3b13b13b13b14p-3 + z * 0x1.1111111111111p-3)
        return s * (low + w * w * (middle + w * w * (0x1.e1e1e1e1e1e1ep-4 + z * 0x1.af286bca1af28p-4)))
    }

    /// (e^r − 1 − r)/r² by its series, to r¹³/13!.
    @inline(__always)
    private static func series(_ r: Double) -> Double {
        let square = r * r
        let fourth = square * square
        let low = (0x1p-1 + r * 0x1.5555555555555p-3) + square * (0x1.5555555555555p-5 + r * 0x1.1111111111111p-7)
        let middle =
            (0x1.6c16c16c16c17p-10 + r * 0x1.a01a01a01a01ap-13)
            + square * (0x1.a01a01a01a01ap-16 + r * 0x1.71de3a556c734p-19)
        let high =
            (0x1.27e4fb7789f5cp-22 + r * 0x1.ae64567f544e4p-26)
            + square * (0x1.1eed8eff8d898p-29 + r * 0x1.6124613a86d09p-33)
        return low + fourth * (middle + fourth * high)
    }

    /// The same to r⁸/8!.
    @inline(__always)
    private static func shortSeries(_ r: Double) -> Double {
        let square = r * r
        let low = (0x1p-1 + r * 0x1.5555555555555p-3) + square * (0x1.5555555555555p-5 + r * 0x1.1111111111111p-7)
        let high = (0x1.6c16c16c16c17p-10 + r * 0x1.a01a01a01a01ap-13) + square * 0x1.a01a01a01a01ap-16
        return low + square * square * high
    }

    /// Source: the argument reduction and the polynomial are those of fdlibm (Sun Microsystems, 1993), `e_log.c`.
    @inline(__always)
    static func logarithm(_ x: Double, short: Bool = false) -> Double {
        let isSubnormal = x < Double.leastNormalMagnitude
        let scaled = isSubnormal ? x * 0x1p54 : x
        // The significand between √½ and √2.
        let bits = scaled.bitPattern &+ (0x3FF0_0000_0000_0000 &- 0x3FE6_A09E_667F_3BCD)
        let significand = Double(bitPattern: (bits & 0x000F_FFFF_FFFF_FFFF) &+ 0x3FE6_A09E_667F_3BCD)
        // The exponent as a Double: added to 2^52, its bits are the lowest.
        let exponent =
            Double(bitPattern: (bits &>> 52) | 0x4330_0000_0000_0000) - (0x1p52 + 1023) - (isSubnormal ? 54 : 0)
        let f = significand - 1
        let s = f / (2 + f)
        let z = s * s
        let w = z * z
        if short {
            // The series of the area tangent, of which two less would do.
            let series =
                (2 + z * 0x1.5555555555555p-1) + w
                * ((0x1.999999999999ap-2 + z * 0x1.2492492492492p-2)
                    + w * (0x1.c71c71c71c71cp-3 + z * 0x1.745d1745d1746p-3))
            let result = exponent * 0x1.62e42fefa39efp-1 + s * series
            return x > 0 ? (x == .infinity ? x : result) : (x == 0 ? -.infinity : .nan)
        }
        let odd = w * (0x1.999999997fa04p-2 + w * (0x1.c71c51d8e78afp-3 + w * 0x1.39a09d078c69fp-3))
        let even =
            z
            * (0x1.5555555555593p-1
                + w * (0x1.2492494229359p-2 + w * (0x1.7466496cb03dep-3 + w * 0x1.2f112df3e5244p-3)))
        let half = 0.5 * f * f
        let rest = half - (s * (half + (odd + even)) + exponent * halvesOfLog2.low)
        let result = exponent * halvesOfLog2.high - (rest - f)
        return x > 0 ? (x == .infinity ? x : result) : (x == 0 ? -.infinity : .nan)
    }

    @inline(__always)
    static func shortLogarithm(onePlus x: Double) -> Double {
        let sum = 1 + x
        let logarithm = logarithm(sum, short: true)
        // What the addition has rounded off, to first order: where that matters the sum is near 1.
        let rest = x - (sum - 1)
        // Where the sum is 0 or infinite nothing was rounded off.
        return sum > 0 && sum < .infinity ? logarithm + rest : logarithm
    }
}
