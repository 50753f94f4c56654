// The exponential of eight numbers at a time, in the same steps as `VectorMaths`.

/// e^x, e^x − 1 and e^x − 1 − x of eight numbers, each with all its digits, or with half of them for a dtype that has no more.
struct Growth {
    let power: Lanes
    let minusOne: Lanes
    let rest: Lanes

    @inline(__always)
    init<Scalar: LossScalar>(_ x: Lanes, as type: Scalar.Type) {
        let square = x * x
        power = LaneMaths.exponential(x, short: Scalar.isShort)
        let tail = square * LaneMaths.series(x, short: Scalar.isShort)
        // The series are those of arguments up to log(2)/2.
        let isSmall = (x .< 0.34) .& (x .> -0.34)
        let less = power - 1
        minusOne = less.replacing(with: x + tail, where: isSmall)
        rest = (less - x).replacing(with: tail, where: isSmall)
    }
}

enum LaneMaths {
    private static var rounder: Double { 0x1.8p52 }

    /// e to the power of each number.
    @inline(__always)
    static func exponential(_ x: Lanes, short: Bool) -> Lanes {
        let scaled = x * 0x1.71547652b82fep0
        let sum = scaled.clipped(-1100, 1100) + rounder
        let whole = sum - rounder
        let reduced = (x - whole * 0x1.62e42fee00000p-1) - whole * 0x1.a39ef35793c76p-33
        let one = 1 + (reduced + reduced * reduced * series(reduced, short: short))
        // Moved so that no number is negative: 1100 is half of it, and 1023 the exponent of 1.
        let moved = unsafe unsafeBitCast(sum, to: SIMD8<UInt64>.self) &- rounder.bitPattern &+ 2200
        if short {
            // One factor has the range of a Float.
            let power = unsafe unsafeBitCast((moved &- 1177) &<< 52, to: Lanes.self)
            return (one * power).replacing(with: .infinity, where: x .> 700).replacing(with: 0, where: x .< -700)
        }
        let half = moved &>> 1
        let first = unsafe unsafeBitCast((half &- 77) &<< 52, to: Lanes.self)
        let second = unsafe unsafeBitCast((moved &- half &- 77) &<< 52, to: Lanes.self)
        return (one * first * second).replacing(with: .infinity, where: x .> 709.79)
            .replacing(with: 0, where: x .< -745.14)
    }

    /// (e^r − 1 − r)/r² by its series, to r¹³/13!; the short one to r⁸/8!.
    @inline(__always)
    static func series(_ r: Lanes, short: Bool) -> Lanes {
        let square = r * r
        let fourth = square * square
        let low = (0x1p-1 + r * 0x1.5555555555555p-3) + square * (0x1.5555555555555p-5 + r * 0x1.1111111111111p-7)
        if short {
            return low + fourth * ((0x1.6c16c16c16c17p-10 + r * 0x1.a01a01a01a01ap-13) + square * 0x1.a01a01a01a01ap-16)
        }
        let middle =
            (0x1.6c16c16c16c17p-10 + r * 0x1.a01a01a01a01ap-13)
            + square * (0x1.a01a01a01a01ap-16 + r * 0x1.71de3a556c734p-19)
        let high =
            (0x1.27e4fb7789f5cp-22 + r * 0x1.ae64567f544e4p-26)
            + square * (0x1.1eed8eff8d898p-29 + r * 0x1.6124613a86d09p-33)
        return low + fourth * (middle + fourth * high)
    }
}
