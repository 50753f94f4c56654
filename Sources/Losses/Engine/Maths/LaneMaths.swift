// The exponential of eight numbers at a time, by the series of `VectorMaths`.

/// e^x, e^x − 1 and e^x − 1 − x of eight numbers, each with all its digits, or with half of them for a dtype that has no more.
struct Growth {
    let power: Lanes
    let minusOne: Lanes
    let rest: Lanes

    @inline(always)
    init<Scalar: LossScalar>(_ x: Lanes, as type: Scalar.Type) {
        let found = LaneMaths.powers(x, short: Scalar.isShort)
        power = found.power
        let tail = found.tail
        // Below log(2)/2 nothing is split off, and the series is that of x.
        let isSmall = (x .< 0.34) .& (x .> -0.34)
        let less = power - 1
        minusOne = less.replacing(with: x + tail, where: isSmall)
        rest = (less - x).replacing(with: tail, where: isSmall)
    }
}

enum LaneMaths {
    private static var inverseOfLog2: Double { 0x1.71547652b82fep0 }
    private static var rounder: Double { 0x1.8p52 }
    /// Its bits, as a literal: the property is not inlined into large functions.
    private static var rounderBits: UInt64 { 0x4338_0000_0000_0000 }

    /// e to the power of each number.
    @inline(always)
    static func exponential(_ x: Lanes, short: Bool) -> Lanes { powers(x, short: short).power }

    /// e to the power of each number, and e^r − 1 − r of what is left of it without the power of 2.
    @inline(always)
    static func powers(_ x: Lanes, short: Bool) -> (power: Lanes, tail: Lanes) {
        let sum = (x * inverseOfLog2).clipped(-1100, 1100) + rounder
        let (one, tail, exponent) = split(x, sum, short ? .eight : .thirteen)
        // Moved so that no number is negative: 1100 is half of it, and 1023 the exponent of 1.
        let moved = exponent &+ 2200
        if short {
            // One factor has the range of a Float.
            let power = unsafe unsafeBitCast((moved &- 1177) &<< 52, to: Lanes.self)
            let result = (one * power).replacing(with: .infinity, where: x .> 700)
                .replacing(with: 0, where: x .< -700)
            return (result, tail)
        }
        let half = moved &>> 1
        let first = unsafe unsafeBitCast((half &- 77) &<< 52, to: Lanes.self)
        let second = unsafe unsafeBitCast((moved &- half &- 77) &<< 52, to: Lanes.self)
        let result = (one * first * second).replacing(with: .infinity, where: x .> 709.79)
            .replacing(with: 0, where: x .< -745.14)
        return (result, tail)
    }

    /// e to the power of numbers that are not positive, or 0 where that is far smaller than any Float: within 1e-14 of the
    /// result with the degree eleven, within 1e-9 with eight.
    @inline(always)
    static func shortDecay(_ x: Lanes, _ degree: Degree) -> Lanes {
        let (one, _, exponent) = split(x, x * inverseOfLog2 + rounder, degree)
        let power = unsafe unsafeBitCast((exponent &+ 1023) &<< 52, to: Lanes.self)
        return (one * power).replacing(with: 0, where: x .< -700)
    }

    /// e to the power of `x` as a number about 1 times a power of 2; `sum` is x / log 2 and the rounder.
    ///
    /// With e^r of the number about 1, `tail` is e^r − 1 − r.
    @inline(always)
    private static func split(
        _ x: Lanes, _ sum: Lanes, _ degree: Degree
    ) -> (one: Lanes, tail: Lanes, exponent: SIMD8<UInt64>) {
        let whole = sum - rounder
        let reduced = (x - whole * 0x1.62e42fee00000p-1) - whole * 0x1.a39ef35793c76p-33
        let tail = reduced * reduced * series(reduced, degree)
        return (1 + (reduced + tail), tail, unsafe unsafeBitCast(sum, to: SIMD8<UInt64>.self) &- rounderBits)
    }

    /// The last power of a series.
    enum Degree { case eight, eleven, thirteen }

    /// (e^r − 1 − r)/r² by its series, so that e^r has that degree.
    ///
    /// Term by term: if terms are paired, the compiler vectorises across lanes, which is slower.
    @inline(always)
    static func series(_ r: Lanes, _ degree: Degree) -> Lanes {
        var sum = Lanes(repeating: 0x1.a01a01a01a01ap-16)
        if degree != .eight {
            sum = Lanes(repeating: 0x1.ae64567f544e4p-26)
            if degree == .thirteen { sum += r * (0x1.1eed8eff8d898p-29 + r * 0x1.6124613a86d09p-33) }
            sum = 0x1.71de3a556c734p-19 + r * (0x1.27e4fb7789f5cp-22 + r * sum)
            sum = 0x1.a01a01a01a01ap-16 + r * sum
        }
        sum = 0x1.6c16c16c16c17p-10 + r * (0x1.a01a01a01a01ap-13 + r * sum)
        sum = 0x1.5555555555555p-5 + r * (0x1.1111111111111p-7 + r * sum)
        return 0x1p-1 + r * (0x1.5555555555555p-3 + r * sum)
    }
}
