// The softmax of a list of numbers in Double, for losses whose scores are not in the request.

import RealModule

/// The normaliser of a list of scores.
struct LogSumExp {
    private let largest: Double
    private let sum: Double

    init(_ scores: [Double]) {
        largest = scores.reduce(-Double.infinity, Double.larger)
        var sum = 0.0
        for score in scores { sum += .exponential(score - largest) }
        self.sum = sum
    }

    /// log Σ e^score.
    var value: Double { .logarithm(sum) + largest }

    /// −log of the softmax of one of the scores.
    func cost(_ score: Double) -> Double {
        .logarithm(sum) - (score - largest)
    }

    /// The softmax of one of the scores.
    func probability(_ score: Double) -> Double {
        .exponential(score - largest) / sum
    }
}
