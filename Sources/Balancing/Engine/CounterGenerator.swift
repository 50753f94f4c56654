// Random numbers that are a function of a seed and a place, so that other languages can compute the same.

import RealModule

/// Philox4x32-10: Salmon, Moraes, Dror and Shaw (2011), Parallel random numbers: as easy as 1, 2, 3.
///
/// Counter (block, 0, step, step ≫ 32) and key (seed, seed ≫ 32): the same for every strategy, so that a step can be
/// played again. Documentation/Weighting.md has the same in ten lines of Python.
package struct CounterGenerator: Sendable {
    private let key: (UInt32, UInt32)
    private let step: (UInt32, UInt32)
    private var block: UInt32 = 0
    private var waiting: [UInt64] = []

    /// - Parameters:
    ///   - seed: what the caller chose.
    ///   - step: how many steps came before.
    package init(seed: UInt64, step: UInt64) {
        key = (UInt32(truncatingIfNeeded: seed), UInt32(truncatingIfNeeded: seed >> 32))
        self.step = (UInt32(truncatingIfNeeded: step), UInt32(truncatingIfNeeded: step >> 32))
    }

    /// The four words that belong to a counter and a key.
    package static func words(
        _ counter: (UInt32, UInt32, UInt32, UInt32), key: (UInt32, UInt32)
    ) -> (UInt32, UInt32, UInt32, UInt32) {
        var (words, key) = (counter, key)
        for _ in 0..<10 {
            let first = words.0.multipliedFullWidth(by: 0xD251_1F53)
            let second = words.2.multipliedFullWidth(by: 0xCD9E_8D57)
            words = (second.high ^ words.1 ^ key.0, second.low, first.high ^ words.3 ^ key.1, first.low)
            key = (key.0 &+ 0x9E37_79B9, key.1 &+ 0xBB67_AE85)
        }
        return words
    }

    /// The next 64 bits: two words of a block, the first one low; then the other two.
    package mutating func next() -> UInt64 {
        if waiting.isEmpty {
            let words = Self.words((block, 0, step.0, step.1), key: key)
            block &+= 1
            waiting = [UInt64(words.3) << 32 | UInt64(words.2), UInt64(words.1) << 32 | UInt64(words.0)]
        }
        return waiting.removeLast()
    }

    /// A number between 0 and 1, and neither: the upper 53 bits and a half, times 2⁻⁵³.
    package mutating func uniform() -> Double {
        (Double(next() >> 11) + 0.5) * 0x1p-53
    }

    /// A normal number: Box and Muller's first of two uniform ones.
    mutating func normal() -> Double {
        let (radius, angle) = (uniform(), uniform())
        return (-2 * Double.log(radius)).squareRoot() * Double.cos(2 * .pi * angle)
    }

    /// A whole number from 0 to below `bound`, each as likely.
    mutating func integer(below bound: Int) -> Int {
        let bound = UInt64(max(bound, 1))
        // What is left of 2⁶⁴ after whole bounds would make small numbers likelier.
        let excess = (0 &- bound) % bound
        while true {
            let (high, low) = next().multipliedFullWidth(by: bound)
            if low >= excess { return Int(high) }
        }
    }

    /// The list in an order of which each is as likely: Fisher and Yates, from its end.
    mutating func shuffled(_ list: [Int]) -> [Int] {
        var list = list
        for end in list.indices.reversed() where end > 0 { list.swapAt(end, integer(below: end + 1)) }
        return list
    }
}
