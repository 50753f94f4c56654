// The clipped surrogate of proximal policy optimisation, at the level of tokens or sequences.

import Catalogue

struct PPOClip: ClippingPolicyLoss {
    static let entry = Entry(
        "ppo_clip", aliases: ["ppo"],
        summary:
            "Clipped surrogate of PPO: advantages times the ratio of two policies, which pays no further beyond its bounds.",
        formula:
            "−min(r·A, clip(r, clip_low, clip_high)·A), for A < 0 at most −dual_clip·A; r = exp(clip(λ, log_ratio_min, "
            + "log_ratio_max)), λ = log_probs − old_log_probs of the token, or its mean over the sequence; plus "
            + "kl_weight times the estimated divergence",
        denominator: TokenTexts.denominator,
        kinks:
            "At r = clip_low, clip_high and dual_clip: half the slope, as torch 2.15 has it. At a bound of the log-ratio: 0.",
        reductions: Reduction.ofTokens, inputs: policyInputs,
        source:
            "Schulman et al. (2017), Proximal Policy Optimization Algorithms; Shao et al. (2024), GRPO; Zheng et al. "
            + "(2025), GSPO; torch 2.15 for ties",
        example: TokenTexts.example("ppo_clip"))

    static let options: [Option<Self>] =
        boundOptions + [
            .number(
                "dual_clip", \.dualClip, in: .above(1),
                "The largest ratio that counts where the advantage is negative; with Infinity, none.")
        ] + policyOptions

    static let clipNames = ["clip_fraction_low", "clip_fraction_high", "clip_fraction_dual"]

    var settings = PolicySettings()
    var kl = KLPenalty()
    var bounds = ClipBounds()
    var dualClip = Double.infinity

    @inline(always)
    func terms(_ tokens: PolicyLanes) -> PolicyTerms {
        let (ratio, advantage) = (tokens.ratio, tokens.advantage)
        let (isGood, isBad) = (advantage .> 0, advantage .< 0)
        let (isBelow, isAbove) = (ratio .< bounds.low, ratio .> bounds.high)
        let (low, high) = (isBad .& isBelow, isGood .& isAbove)
        var used = ratio.replacing(with: bounds.high, where: high).replacing(with: bounds.low, where: low)
        // At a bound, half of the slope on the side where there is one. The products of an infinite advantage are equal, and
        // it keeps its slope.
        let isFinite = (advantage - advantage) .== 0
        var slope = (-advantage).bounded(
            meets: (ratio .== bounds.low) .| (ratio .== bounds.high), isBeyond: (low .| high) .& isFinite)
        guard dualClip < .infinity else {
            return PolicyTerms(term: -used * advantage, byRatio: slope, low: low, high: high)
        }
        let isBeyond = isBad .& (ratio .> dualClip)
        used = used.replacing(with: dualClip, where: isBeyond)
        slope = slope.bounded(meets: isBad .& (ratio .== dualClip), isBeyond: isBeyond .& isFinite)
        return PolicyTerms(
            term: -used * advantage, byRatio: slope, low: low, high: high, other: isBeyond)
    }
}

/// The bounds of a ratio.
struct ClipBounds: Sendable {
    var low = 0.8
    var high = 1.2
}

/// A policy loss with bounds of its ratio.
protocol ClippingPolicyLoss: PolicyLoss {
    var bounds: ClipBounds { get set }
}

extension ClippingPolicyLoss {
    static var boundOptions: [Option<Self>] {
        [
            .number(
                "clip_low", \.bounds.low, in: .closed(0, 1),
                "The lower bound of the ratio itself, which others write as 1 − ε; with 0, there is none."),
            .number(
                "clip_high", \.bounds.high, in: .atLeast(1),
                "The upper bound of the ratio itself, which others write as 1 + ε; with Infinity, there is none."),
        ]
    }
}

/// Texts that the losses of tokens share.
enum TokenTexts {
    static let denominator =
        "token_mean: the number of tokens that count, or the sum of their sample weights; sequence_mean_token_mean, "
        + "sequence_mean_token_sum and fixed_horizon: the number of sequences with a token that counts"

    /// A task with two sequences of three and two tokens.
    static func example(_ loss: String, options: String = "") -> String {
        #"{"loss": "\#(loss)", "log_probs": [[-1.0, -0.5, -2.0], [-0.7, -1.2, -0.3]], "#
            + #""old_log_probs": [[-1.1, -0.9, -1.5], [-0.7, -1.0, -0.8]], "advantages": [1.0, -0.5], "#
            + #""mask": [[1, 1, 1], [1, 1, 0]]\#(options)}"#
    }
}
