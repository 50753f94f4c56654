// A trust region by the divergence of two policies, beyond which tokens are dropped.

import Catalogue

struct DPPO: PolicyLoss {
    enum Divergence: String, CaseIterable, Sendable { case tv, kl }
    enum Surrogate: String, CaseIterable, Sendable {
        case ratio
        case logProb = "log_prob"
    }

    static let entry = Entry(
        "dppo", aliases: [],
        summary:
            "Policy gradient without the tokens whose probability has left a trust region in the direction of the step.",
        formula:
            "ratio: −min(r, ratio_cap)·A·K; log_prob: −A·min(r, ratio_cap)·K·log_probs, with the ratio as a constant; K = 0 for "
            + "A > 0 and a probability that grew by more than delta_high, or A ≤ 0 and one that fell by more than delta_low "
            + "(tv), or whose binary divergence exceeds them (kl), else 1; plus kl_weight times the estimated divergence",
        denominator: TokenTexts.denominator, kinks: "At r = ratio_cap: 0.",
        reductions: Reduction.ofTokens, inputs: policyInputs,
        source: "the losses dppo_tv and dppo_kl of verl 0.9.1, dppo of SkyRL, and the default loss of prime-rl",
        example: TokenTexts.example("dppo"))

    static let options: [Option<Self>] =
        [
            .choice(
                "divergence", \.divergence, "Whether the region is one of total variation or of the binary divergence."),
            .number("delta_low", \.low, in: .nonNegative, "How far a probability may fall."),
            .number("delta_high", \.high, in: .nonNegative, "How far a probability may grow."),
            .choice(
                "surrogate", \.surrogate,
                "Whether the ratio is differentiated, or the log-probability with the ratio as a constant."),
            .number("ratio_cap", \.cap, in: .positive, "The largest ratio that is used."),
        ] + policyOptions

    static let clipNames = ["clip_fraction_low", "clip_fraction_high", "clip_fraction_cap"]

    var settings = PolicySettings()
    var kl = KLPenalty()
    var divergence = Divergence.tv
    var low = 0.15
    var high = 0.15
    var surrogate = Surrogate.ratio
    var cap = Double.infinity

    @inline(always)
    func terms(_ tokens: PolicyLanes) -> PolicyTerms {
        let isGood = tokens.advantage .> 0
        let probability = LaneMaths.exponential(tokens.logProb, short: false)
        let old = LaneMaths.exponential(tokens.oldLogProb, short: false)
        var isDropped: LaneMask
        switch divergence {
        case .tv:
            let growth = probability - old
            isDropped = (isGood .& (growth .> high)) .| (.!isGood .& (growth .< -low))
        case .kl:
            let quotient = (1 - old + 1e-8) / (1 - probability + 1e-8)
            let distance = -old * tokens.logRatio + (1 - old) * quotient.mapped { VectorMaths.logarithm($0) }
            isDropped = (isGood .& (probability .> old) .& (distance .> high))
                .| (.!isGood .& (probability .< old) .& (distance .> low))
        }
        let isCapped = tokens.ratio .> cap
        let used = tokens.ratio.replacing(with: cap, where: isCapped)
        var terms = PolicyTerms(term: Lanes())
        switch surrogate {
        case .ratio:
            terms.term = -used * tokens.advantage
            terms.byRatio = (-tokens.advantage).replacing(with: 0, where: .!(tokens.ratio .< cap) .| isDropped)
        case .logProb:
            let slope = -tokens.advantage * used
            terms.term = slope * tokens.logProb
            terms.direct = slope.replacing(with: 0, where: isDropped)
        }
        terms.term = terms.term.replacing(with: 0, where: isDropped)
        terms.low = isDropped .& (tokens.advantage .< 0)
        terms.high = isDropped .& isGood
        terms.other = isCapped
        return terms
    }
}
