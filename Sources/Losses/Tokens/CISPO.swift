// A policy gradient whose clipped importance weight is a constant.

import Catalogue

struct CISPO: ClippingPolicyLoss {
    enum Outside: String, CaseIterable, Sendable { case clamp, zero }

    static let entry = Entry(
        "cispo", aliases: [],
        summary: "Policy gradient times the clipped ratio as a constant: clipped tokens keep a gradient.",
        formula:
            "−u·A·log_probs, u = clip(r, clip_low, clip_high) as a constant; with outside zero, 0 for a ratio beyond "
            + "the bounds; plus kl_weight times the estimated divergence",
        denominator: TokenTexts.denominator, reductions: Reduction.ofTokens, inputs: policyInputs,
        source: "MiniMax (2025), MiniMax-M1: Scaling Test-Time Compute Efficiently with Lightning Attention",
        example: TokenTexts.example("cispo"))

    static let options: [Option<Self>] =
        boundOptions + [
            .choice("outside", \.outside, "Whether a ratio beyond the bounds becomes the bound, or 0.")
        ] + policyOptions

    static let clipNames = ["clip_fraction_low", "clip_fraction_high"]

    var settings = PolicySettings()
    var kl = KLPenalty()
    var bounds = ClipBounds()
    var outside = Outside.clamp

    @inline(always)
    func terms(_ tokens: PolicyLanes) -> PolicyTerms {
        let (isBelow, isAbove) = (tokens.ratio .< bounds.low, tokens.ratio .> bounds.high)
        let used =
            outside == .clamp
            ? tokens.ratio.clipped(bounds.low, bounds.high) : tokens.ratio.replacing(with: 0, where: isBelow .| isAbove)
        let slope = -used * tokens.advantage
        return PolicyTerms(term: slope * tokens.logProb, direct: slope, low: isBelow, high: isAbove)
    }
}
