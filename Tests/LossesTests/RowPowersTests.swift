// The powers of a row and its largest number: rows of every width, with infinite numbers and NaN at every place.

import Glibc
@testable import Losses
import TestSupport
import Testing

@Suite("The powers of a row")
struct RowPowersTests {
    /// Widths around those of vectors, and around a block of sums.
    private static let widths = Array(0...35) + [110, 255, 256, 257, 263, 264, 265, 511, 512, 513, 1000]

    private static func scores<Scalar: LossScalar>(_ width: Int, as type: Scalar.Type) -> [Scalar] {
        var generator = SeededGenerator(seed: UInt64(width))
        return (0..<width).map { _ in Scalar(Float.random(in: -30...0, using: &generator)) }
    }

    private static func check<Scalar: LossScalar>(_ width: Int, as type: Scalar.Type, tolerance: Double) {
        // Numbers around the row, which must not be counted.
        let scores = [Scalar](repeating: 50, count: 3) + scores(width, as: type) + [Scalar](repeating: 50, count: 9)
        var powers = [Double](repeating: -1, count: width)
        let row = 3..<(3 + width)
        let found = RowPowers(
            &powers, of: scores, in: row, scale: 0.5, origin: 0.25, Scalar.isShort ? .eleven : .thirteen)
        let exponents = scores[row].map { Double($0) * 0.5 - 0.25 }
        let exact = exponents.map(exp)
        for (power, exact) in zip(powers, exact) { #expect(abs(power - exact) <= tolerance * exact) }
        let sum = exact.reduce(0, +)
        let weighted = zip(exact, exponents).reduce(0) { $0 + $1.0 * $1.1 }
        #expect(abs(found.sum - sum) <= tolerance * sum, "\(width)")
        #expect(abs(found.weightedSum - weighted) <= 10 * tolerance * abs(weighted), "\(width)")
    }

    @Test("each power and both sums, of every width", arguments: widths)
    func sums(width: Int) {
        Self.check(width, as: Float.self, tolerance: 2e-14)
        Self.check(width, as: Double.self, tolerance: 2e-14)
    }

    @Test(
        "−∞ has no power and no part in the sums, and NaN is in both, wherever they are", arguments: [7, 8, 13, 16, 30])
    func places(width: Int) {
        for place in 0..<width {
            var scores = Self.scores(width, as: Float.self)
            var powers = [Double](repeating: -1, count: width)
            scores[place] = -.infinity
            let without = RowPowers(&powers, of: scores, in: 0..<width, scale: 1, origin: 0, .eight)
            #expect(powers[place] == 0)
            #expect(abs(without.sum - powers.reduce(0, +)) <= 1e-14 * without.sum)
            #expect(without.weightedSum.isFinite)
            scores[place] = .nan
            let with = RowPowers(&powers, of: scores, in: 0..<width, scale: 1, origin: 0, .eight)
            #expect(powers[place].isNaN && powers.count(where: \.isNaN) == 1)
            #expect(with.sum.isNaN && with.weightedSum.isNaN)
        }
    }

    @Test(
        "the largest number is found at every place, and NaN is passed over", arguments: [1, 2, 15, 16, 17, 31, 32, 40])
    func largest(width: Int) {
        for place in 0..<width {
            var scores = Self.scores(width, as: Double.self)
            scores[place] = 1
            #expect(scores.largest(in: 0..<width) == 1)
            scores[(place + 1) % width] = .nan
            #expect(scores.largest(in: 0..<width) == (width == 1 ? -.infinity : 1))
        }
        #expect([Float](repeating: -.infinity, count: width).largest(in: 0..<width) == -.infinity)
    }
}
