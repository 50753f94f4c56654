// The exponential and the logarithm that losses are made of: how many units in the last place they are off.

@testable import Losses
import RealModule
import Testing

/// What Accuracy.md states of them is what is measured here, over the whole range of arguments, against the system's
/// mathematics library in a wider type.
@Suite("Exponential and logarithm")
struct ExponentialTests {
    /// What Accuracy.md states, in units in the last place.
    private static let bound = 1.0

    /// A float32 function and the same in Double, whose own error is nothing in comparison.
    struct Single: CustomStringConvertible, Sendable {
        let description: String
        let function: @Sendable (Float) -> Float
        let exact: @Sendable (Double) -> Double
        let range: ClosedRange<Float>
    }

    static let singles = [
        Single(
            description: "exp", function: { Float(Float.exponential(Double($0))) }, exact: { .exp($0) },
            range: -104...88.8),
        Single(
            description: "expm1", function: { Float(Float.exponentialMinusOne(Double($0))) },
            exact: { .expMinusOne($0) }, range: -104...88.8),
        Single(
            description: "log", function: { Float(Float.logarithm(Double($0))) }, exact: { .log($0) },
            range: .leastNonzeroMagnitude ... .greatestFiniteMagnitude),
        Single(
            description: "log1p", function: { Float(Float.logarithm(onePlus: Double($0))) },
            exact: { .log(onePlus: $0) }, range: -0.99999994 ... .greatestFiniteMagnitude),
        Single(
            description: "e^−|x|", function: { Float(Float.decay(Double($0)).decayed) }, exact: { .exp(-abs($0)) },
            range: -104...104),
        Single(
            description: "log(1 + e^−|x|)", function: { Float(Float.decay(Double($0)).logarithm) },
            exact: { .log(onePlus: .exp(-abs($0))) }, range: -104...104),
    ]

    @Test("float32, every 1021st number of the range", arguments: singles)
    func single(_ single: Single) {
        var worst = 0.0
        // The numbers of a sign in the order of their bits, which is that of their sizes.
        for sign: UInt32 in [0, 1 << 31] {
            for bits in stride(from: UInt32(0), to: Float.infinity.bitPattern, by: 1021) {
                let argument = Float(bitPattern: sign | bits)
                guard single.range.contains(argument) else { continue }
                let exact = single.exact(Double(argument))
                let found = Double(single.function(argument))
                guard abs(exact) <= Double(Float.greatestFiniteMagnitude) else { continue }
                worst = max(worst, abs(found - exact) / Double(Float(exact).ulp))
            }
        }
        #expect(worst <= Self.bound, "\(single): \(worst) units in the last place")
        // A search that found nothing to measure would find nothing wrong either.
        #expect(worst > 0.4)
    }

    @Test("eight at a time, within what they state of themselves")
    func lanes() {
        var (worst, worstShort) = (0.0, 0.0)
        for step in 0..<200_000 {
            let x = Double(step) * -0.00345678
            let (long, short) = (
                LaneMaths.exponential(Lanes(repeating: x), short: false),
                LaneMaths.shortDecay(Lanes(repeating: x), .eleven)
            )
            let exact = Double.exp(x)
            worst = max(worst, abs(long[5] - exact) / exact)
            worstShort = max(worstShort, abs(short[5] - exact) / exact)
        }
        #expect(worst <= 0x1p-52)
        #expect(worstShort <= 1e-14)
        #expect(worst > 0x1p-54 && worstShort > 1e-15)
        let odd = LaneMaths.shortDecay([.nan, -.infinity, 0, -701, -1e300, -700, -0.0, -1e-300], .eleven)
        #expect(odd[0].isNaN)
        #expect(odd[1] == 0 && odd[2] == 1 && odd[3] == 0 && odd[4] == 0 && odd[5] > 0 && odd[6] == 1 && odd[7] == 1)
    }

    @Test("what is not a number, nothing, or without end stays what it is", arguments: [true, false])
    func edges(isShort: Bool) {
        #expect(VectorMaths.exponential(.nan, short: isShort).isNaN)
        #expect(VectorMaths.exponential(.infinity, short: isShort) == .infinity)
        #expect(VectorMaths.exponential(-.infinity, short: isShort) == 0)
        #expect(VectorMaths.exponential(0, short: isShort) == 1)
        #expect(VectorMaths.logarithm(.nan, short: isShort).isNaN)
        #expect(VectorMaths.logarithm(-1, short: isShort).isNaN)
        #expect(VectorMaths.logarithm(0, short: isShort) == -.infinity)
        #expect(VectorMaths.logarithm(.infinity, short: isShort) == .infinity)
        #expect(VectorMaths.logarithm(1, short: isShort) == 0)
        #expect(Float.logarithm(onePlus: -1) == -.infinity)
        #expect(Float.logarithm(onePlus: .infinity) == .infinity)
        #expect(Float.logarithm(onePlus: .nan).isNaN)
        #expect(Float.exponentialMinusOne(-.infinity) == -1)
        #expect(Float.exponentialMinusOne(.infinity) == .infinity)
        #expect(Float.exponentialMinusOne(.nan).isNaN)
        #expect(Float.decay(.nan).logarithm.isNaN)
        #expect(Float(Float.decay(-.infinity).decayed) == 0)
    }

    #if arch(x86_64)
        /// A float64 function and the same in 80 bits, which have eleven more digits.
        struct Double64: CustomStringConvertible, Sendable {
            let description: String
            let function: @Sendable (Double) -> Double
            let exact: @Sendable (Float80) -> Float80
            let range: ClosedRange<Double>
        }

        static let doubles = [
            Double64(
                description: "exp", function: { Double.exponential($0) }, exact: { .exp($0) }, range: -745...709.7),
            Double64(
                description: "expm1", function: { Double.exponentialMinusOne($0) }, exact: { .expMinusOne($0) },
                range: -745...709.7),
            Double64(
                description: "log", function: { Double.logarithm($0) }, exact: { .log($0) },
                range: .leastNonzeroMagnitude ... .greatestFiniteMagnitude),
            Double64(
                description: "log1p", function: { Double.logarithm(onePlus: $0) }, exact: { .log(onePlus: $0) },
                range: -0.9999999999999999 ... .greatestFiniteMagnitude),
        ]

        @Test("float64, numbers of all sizes in the range", arguments: doubles)
        func double(_ double: Double64) {
            var worst = 0.0
            let step = Double.infinity.bitPattern / 400_009
            for sign: UInt64 in [0, 1 << 63] {
                for bits in stride(from: UInt64(0), to: Double.infinity.bitPattern, by: Int(step)) {
                    // Most numbers are tiny or huge; as many again lie where the function bends.
                    for argument in [Double(bitPattern: sign | bits), Double(bits) / 1e16 * (sign == 0 ? 1 : -1)] {
                        guard double.range.contains(argument) else { continue }
                        let exact = double.exact(Float80(argument))
                        let found = Float80(double.function(argument))
                        guard exact.magnitude <= Float80(Double.greatestFiniteMagnitude) else { continue }
                        worst = max(worst, Double((found - exact).magnitude / Float80(Double(exact).ulp)))
                    }
                }
            }
            #expect(worst <= Self.bound, "\(double): \(worst) units in the last place")
            #expect(worst > 0.4)
        }
    #endif
}
