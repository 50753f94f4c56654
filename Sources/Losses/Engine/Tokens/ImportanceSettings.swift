// Weights for tokens that another engine sampled: given, or made of its log-probabilities.

import Catalogue
import RealModule

/// How importance weights are made of `rollout_log_probs`.
struct ImportanceSettings: Sendable {
    enum Level: String, CaseIterable, Sendable { case token, sequence }
    enum Mode: String, CaseIterable, Sendable {
        case truncate, mask
        case geometricMask = "geometric_mask"
    }

    var level = Level.token
    var mode = Mode.truncate
    var minimum = 0.0
    var maximum = Double.infinity

    func check<Scalar: LossScalar>(_ problem: Problem<Scalar>) throws(LossFaults) {
        if problem.tensors["rollout_log_probs"] != nil, problem.tensors["importance_weights"] != nil {
            throw LossFaults(
                .optionConflict, at: .tensor("importance_weights"),
                "give importance_weights, or rollout_log_probs to make them of")
        }
        guard minimum <= maximum else {
            throw LossFaults(
                .optionConflict, at: .option("importance_min"),
                "importance_min \(minimum) is above importance_max \(maximum)")
        }
        if level == .sequence, mode == .geometricMask {
            throw LossFaults(
                .optionConflict, at: .option("importance_level"),
                "geometric_mask has weights of tokens: leave importance_level at token")
        }
    }

    /// The weight of a sequence, from the sum of the differences of log-probabilities over so many tokens, and whether it is outside;
    /// `nil` where tokens have their own.
    func ofSequence(_ sum: Double, _ count: Int, isSafe: Bool) -> (weight: Double, isOutside: Bool)? {
        switch (level, mode) {
        case (.token, .truncate), (.token, .mask): return nil
        case (.token, .geometricMask):
            let mean = Double.exp(sum / Double(count))
            let isOutside = mean < minimum || mean > maximum
            return (isOutside ? 0 : 1, isOutside)
        case (.sequence, _):
            let weight = isSafe && sum.isNaN ? 1 : Double.exp(sum)
            let isOutside = weight < minimum || weight > maximum
            guard mode == .mask else {
                return (weight < minimum ? minimum : weight > maximum ? maximum : weight, isOutside)
            }
            return (isOutside ? 0 : weight, isOutside)
        }
    }

    /// The weights of eight tokens, and which are outside.
    @inline(always)
    func ofTokens(_ difference: Lanes, isSafe: Bool) -> (weights: Lanes, isOutside: LaneMask) {
        var weights = LaneMaths.exponential(difference, short: false)
        if isSafe { weights = weights.replacing(with: 1, where: weights.isNaN) }
        guard mode != .geometricMask else { return (weights, LaneMask(repeating: false)) }
        let isOutside = (weights .< minimum) .| (weights .> maximum)
        return mode == .mask
            ? (weights.replacing(with: 0, where: isOutside), isOutside) : (weights.clipped(minimum, maximum), isOutside)
    }
}
