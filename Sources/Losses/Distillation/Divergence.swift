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
            let logarithm = Self.logarithm(of: beta * P + (1 - beta) * S, s, t)
            let own = (1 - beta) * S * (s - logarithm)
            return (beta * P * (t - logarithm) + own, own)
        case .mixed:
            let rest = 1 - mixedWeight
            return (mixedWeight * P * (t - s) + rest * S * (s - t), rest * S * (s - t + 1) - mixedWeight * P)
        case .skewForward:
            let mixture = alpha * P + (1 - alpha) * S
            let share = mixture == 0 ? 0 : S / mixture
            return (P * (t - Self.logarithm(of: mixture, s, t)), -(1 - alpha) * P * share)
        case .skewReverse:
            let mixture = (1 - alpha) * P + alpha * S
            let share = mixture == 0 ? 0 : S / mixture
            let value = S * (s - Self.logarithm(of: mixture, s, t))
            return (value, value + S - alpha * S * share)
        }
    }

    /// The logarithm of a mixture of probabilities whose logarithms are `s` and `t`; that of one too small for a Double is
    /// about the larger of those.
    @inline(__always)
    private static func logarithm(of mixture: Double, _ s: Double, _ t: Double) -> Double {
        mixture == 0 ? (s > t ? s : t) : VectorMaths.logarithm(mixture)
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
