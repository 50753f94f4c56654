// The classes that label smoothing spreads the target over.

enum SmoothedClasses: String, CaseIterable, Sendable {
    /// Every class, as torch does.
    case all
    /// The classes whose score is not −∞.
    case open

    /// Whether a class of that score has a share.
    @inline(__always)
    func contains<Scalar: LossScalar>(_ score: Scalar) -> Bool {
        if case .all = self { return true }
        return score != -.infinity
    }

    /// A share of the target, for a class that has one; 0 for others.
    @inline(__always)
    func part<Scalar: LossScalar>(_ share: Double, for score: Scalar) -> Double { contains(score) ? share : 0 }

    /// The share of each class that has one.
    func share<Scalar: LossScalar>(of smoothing: Double, _ scores: [Scalar]) -> Double {
        if case .all = self { return smoothing / Double(scores.count) }
        return smoothing / Double(max(1, scores.count(where: contains)))
    }

    static let summary =
        "Whether label_smoothing is spread over all classes, or over the open ones only: those whose "
        + "score is not −∞. A closed class then costs nothing unless the target itself wants it."
}
