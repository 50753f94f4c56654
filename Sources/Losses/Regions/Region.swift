// Sums over a region, and the score that compares them.

/// What is predicted and shown of one class.
struct Region {
    private(set) var prediction = 0.0
    private(set) var target = 0.0
    private var intersection = 0.0

    /// Whether the target shows nothing of the class; NaN is not nothing.
    var isAbsent: Bool { target <= 0 }

    mutating func add(_ probability: Double, _ shown: Double) {
        prediction += probability
        target += shown
        intersection += (probability + shown - abs(probability - shown)) / 2
    }

    /// A score, and its derivatives by intersection and prediction.
    struct Score {
        let value: Double
        let byIntersection: Double
        let byPrediction: Double
    }

    /// (I + smooth) / max(I + α·(P − I) + β·(T − I) + smooth, eps).
    func score(_ weights: (positive: Double, negative: Double), smooth: Double, eps: Double) -> Score {
        let (alpha, beta) = weights
        let numerator = intersection + smooth
        let sum = intersection + alpha * (prediction - intersection) + beta * (target - intersection) + smooth
        let divisor = max(sum, eps)
        let value = numerator / divisor
        let moves: Double = sum > eps ? value / divisor : 0
        return Score(
            value: value, byIntersection: 1 / divisor - moves * (1 - alpha - beta), byPrediction: -moves * alpha)
    }
}
