// Divergences between a teacher's and a student's distribution, entry by entry.

import Catalogue
import RealModule

/// Which divergence is computed, and its parameters.
struct Divergence: Sendable {
    enum Kind: String, CaseIterable, Sendable {
        case forward, reverse, jsd, mixed
        case skewForward = "skew_forward"
        case skewReverse = "skew_reverse"
    }

    var kind = Kind.forward
    var beta = 0.5
    var mixedWeight = 0.5
    var alpha = 0.1

    /// The value of an entry, and its slope by the student's logarithm `s`; `t` is the teacher's, S and P the probabilities.
    ///
    /// The kind is given so that a loop can have it as a constant.
    @inline(__always)
    func terms(
        of kind: Kind, _ s: Double, _ t: Double, _ S: Double, _ P: Double
    ) -> (value: Double, slope: Double) {
        switch kind {
        case .forward: return (P * (t - s), -P)
        case .reverse: return (S * (s - t), S * (s - t + 1))
        case .jsd:
            let logarithm = Mixture(of: S, s, 1 - beta, P, t, beta).logarithm
            let own = (1 - beta) * S * (s - logarithm)
            return (beta * P * (t - logarithm) + own, own)
        case .mixed:
            let rest = 1 - mixedWeight
            return (mixedWeight * P * (t - s) + rest * S * (s - t), rest * S * (s - t + 1) - mixedWeight * P)
        case .skewForward:
            let mixture = Mixture(of: S, s, 1 - alpha, P, t, alpha)
            return (P * (t - mixture.logarithm), -P * mixture.share)
        case .skewReverse:
            let mixture = Mixture(of: S, s, alpha, P, t, 1 - alpha)
            let value = S * (s - mixture.logarithm)
            return (value, value + S - S * mixture.share)
        }
    }

    /// What it costs where 0 times infinity is to be 0.
    @inline(__always)
    func settled(_ found: (value: Double, slope: Double), _ S: Double, _ P: Double) -> (value: Double, slope: Double) {
        guard S == 0 || P == 0, !S.isNaN, !P.isNaN else { return found }
        return (found.value.isNaN ? 0 : found.value, found.slope.isNaN ? 0 : found.slope)
    }

    static let formula =
        "S, P the student's and the teacher's probabilities, s, t their logarithms; forward: Σ P(t − s); reverse: Σ S(s − t); jsd: Σ βP(t − "
        + "ln M) + (1 − β)S(s − ln M), M = βP + (1 − β)S; mixed: w·forward + (1 − w)·reverse; skew_forward: Σ P(t − ln(αP + (1 − α)S)); "
        + "skew_reverse: Σ S(s − ln((1 − α)P + αS))"
}

/// A mixture of an entry's two probabilities.
private struct Mixture {
    let logarithm: Double
    /// How much of the mixture is the student's.
    let share: Double

    /// From S and P, the student's and the teacher's probabilities, their logarithms `s` and `t`, and their weights.
    @inline(__always)
    init(
        of S: Double, _ s: Double, _ own: Double, _ P: Double, _ t: Double, _ other: Double
    ) {
        let sum = own * S + other * P
        // Where the sum is too small for a Double, it is about the larger of its terms.
        let (ownTerm, otherTerm) = (VectorMaths.logarithm(own) + s, VectorMaths.logarithm(other) + t)
        let larger = ownTerm > otherTerm ? ownTerm : otherTerm
        logarithm = sum == 0 ? larger : VectorMaths.logarithm(sum)
        let whole: Double = own > 0 ? 1 : 0
        let small = larger == -.infinity ? whole : VectorMaths.exponential(ownTerm - larger)
        share = sum == 0 ? small : own * S / sum
    }
}

/// A loss with a divergence.
protocol Diverging: TokenLoss, SafeForm {
    var divergence: Divergence { get set }
}

extension Diverging {
    static var divergenceOptions: [Option<Self>] {
        [
            .choice(
                "divergence", \.divergence.kind,
                "From which of the two distributions it is taken: forward is KL(teacher ‖ student), reverse KL(student ‖ teacher)."
            ),
            .number(
                "beta", \.divergence.beta, in: .closed(0, 1),
                "The teacher's share in the mixture of jsd, between 0 and 1."),
            .number("mixed_weight", \.divergence.mixedWeight, in: .closed(0, 1), "The share of forward in mixed."),
            .number(
                "alpha", \.divergence.alpha, in: .closed(0, 1), "How far the skewed divergences mix both distributions."
            ),
        ]
    }

    package static var safeForm: String { "An entry of probability 0 costs nothing, whatever its logarithm is." }

    func checkDivergence() throws(LossFaults) {
        guard divergence.kind == .jsd, divergence.beta <= 0 || divergence.beta >= 1 else { return }
        throw LossFaults(
            .optionConflict, at: .option("beta"),
            "jsd needs a beta between 0 and 1; its limits are not the divergences forward and reverse: choose those")
    }
}
