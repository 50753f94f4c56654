// Soft clipping: a logistic function of the ratio instead of bounds.

import Catalogue

struct SAPO: PolicyLoss {
    static let entry = Entry(
        "sapo", aliases: [],
        summary:
            "Soft adaptive policy optimisation: the ratio passes through a logistic gate whose slope is that of the policy "
            + "gradient at 1.",
        formula:
            "−A·(4/τ)·σ(τ·(r − 1)), τ = tau_pos where A > 0, else tau_neg; plus kl_weight times the estimated divergence",
        denominator: TokenTexts.denominator,
        reductions: ["sequence_mean_token_mean"] + Reduction.ofTokens.filter { $0 != "sequence_mean_token_mean" },
        inputs: policyInputs, source: "Qwen team (2025), Soft Adaptive Policy Optimization",
        example: TokenTexts.example("sapo"))

    static let options: [Option<Self>] =
        [
            .number("tau_pos", \.positive, in: .positive, "How sharp the gate is where the advantage is positive."),
            .number("tau_neg", \.negative, in: .positive, "How sharp the gate is where it is not."),
        ] + policyOptions

    var settings = PolicySettings()
    var kl = KLPenalty()
    var positive = 1.0
    var negative = 1.05

    @inline(always)
    func terms(_ tokens: PolicyLanes) -> PolicyTerms {
        let tau = Lanes(repeating: negative).replacing(with: positive, where: tokens.advantage .> 0)
        let score = tau * (tokens.ratio - 1)
        var (gate, rest) = (Lanes(), Lanes())
        for lane in 0..<8 {
            let decayed = VectorMaths.exponential(-abs(score[lane]))
            let (large, small) = (1 / (1 + decayed), decayed / (1 + decayed))
            gate[lane] = score[lane] < 0 ? small : large
            rest[lane] = score[lane] < 0 ? large : small
        }
        return PolicyTerms(
            term: -tokens.advantage * (4 / tau) * gate, byRatio: -4 * tokens.advantage * gate * rest)
    }
}
