// The counter-based generator against the vectors that its authors published.

import Testing

@testable import Balancing

@Suite("Random numbers") struct GeneratorTests {
    @Test("Philox4x32-10 gives the words of Random123's kat_vectors")
    func philox() {
        let zero = CounterGenerator.words((0, 0, 0, 0), key: (0, 0))
        #expect(zero == (0x6627_e8d5, 0xe169_c58d, 0xbc57_ac4c, 0x9b00_dbd8))
        let ones = CounterGenerator.words((.max, .max, .max, .max), key: (.max, .max))
        #expect(ones == (0x408f_276d, 0x41c8_3b0e, 0xa20b_c7c6, 0x6d54_51fd))
        let pi = CounterGenerator.words(
            (0x243f_6a88, 0x85a3_08d3, 0x1319_8a2e, 0x0370_7344), key: (0xa409_3822, 0x299f_31d0))
        #expect(pi == (0xd16c_fe09, 0x94fd_cceb, 0x5001_e420, 0x2412_6ea1))
    }

    @Test("the numbers of seed 7 that Documentation/Weighting.md prints")
    func documented() {
        var generator = CounterGenerator(seed: 7, step: 3)
        #expect(
            (0..<4).map { _ in generator.uniform() }
                == [0.1237828886584798, 0.5997813977679967, 0.459872475030691, 0.5221965247931175])
    }

    @Test("uniform and normal numbers have their mean and variance, over seeds and over steps")
    func moments() {
        for pick in [{ (seed: $0, step: 0) }, { (seed: 5, step: $0) }] as [(UInt64) -> (seed: UInt64, step: UInt64)] {
            var (uniform, normal, square) = (0.0, 0.0, 0.0)
            for index in 0..<10_000 as Range<UInt64> {
                let (seed, step) = pick(index)
                var generator = CounterGenerator(seed: seed, step: step)
                uniform += generator.uniform()
                let number = generator.normal()
                (normal, square) = (normal + number, square + number * number)
            }
            // Four standard deviations of each mean of 10,000.
            #expect(abs(uniform / 1e4 - 0.5) < 4 * 0.2887 / 100)
            #expect(abs(normal / 1e4) < 4.0 / 100)
            #expect(abs(square / 1e4 - 1) < 4 * 1.4143 / 100)
        }
    }

    @Test("all orders of three are as likely")
    func orders() {
        var counts: [[Int]: Int] = [:]
        for seed in 0..<6_000 as Range<UInt64> {
            var generator = CounterGenerator(seed: seed, step: 0)
            counts[generator.shuffled([0, 1, 2]), default: 0] += 1
        }
        #expect(counts.count == 6)
        // Four standard deviations of a count of 1,000.
        #expect(counts.values.allSatisfy { abs($0 - 1_000) < 116 })
    }
}
