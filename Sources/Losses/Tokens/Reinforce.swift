// The policy gradient itself.

import Catalogue

struct Reinforce: PolicyLoss {
    static let entry = Entry(
        "reinforce", aliases: ["gpg", "policy_gradient"],
        summary: "Policy gradient: advantages times log-probabilities. With advantages of 1, supervised fine-tuning.",
        formula:
            "−A·log_probs; plus kl_weight times the estimated divergence. old_log_probs only feed importance weights and "
            + "diagnostics",
        denominator: TokenTexts.denominator, reductions: Reduction.ofTokens, inputs: policyInputs,
        source:
            "Williams (1992), Simple Statistical Gradient-Following Algorithms for Connectionist Reinforcement Learning",
        example: TokenTexts.example("reinforce"))

    static let options: [Option<Self>] = policyOptions

    var settings = PolicySettings()
    var kl = KLPenalty()

    @inline(always)
    func terms(_ tokens: PolicyLanes) -> PolicyTerms {
        PolicyTerms(term: -tokens.advantage * tokens.logProb, direct: -tokens.advantage)
    }
}
