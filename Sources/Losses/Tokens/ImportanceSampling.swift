// The policy gradient with an importance ratio that nothing clips.

import Catalogue

struct ImportanceSampling: PolicyLoss {
    static let entry = Entry(
        "importance_sampling", aliases: [],
        summary: "Advantages times the ratio of two policies, without clipping.",
        formula: "−r·A; plus kl_weight times the estimated divergence",
        denominator: TokenTexts.denominator, reductions: Reduction.ofTokens, inputs: policyInputs,
        source:
            "Kakade and Langford (2002), Approximately Optimal Approximate Reinforcement Learning; the loss of that name "
            + "in Tinker's API",
        example: TokenTexts.example("importance_sampling"))

    static let options: [Option<Self>] = policyOptions

    var settings = PolicySettings()
    var kl = KLPenalty()

    @inline(always)
    func terms(_ tokens: PolicyLanes) -> PolicyTerms {
        PolicyTerms(term: -tokens.ratio * tokens.advantage, byRatio: -tokens.advantage)
    }
}
