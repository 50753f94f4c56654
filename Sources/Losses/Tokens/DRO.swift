// Direct reward optimisation: a policy gradient with a quadratic penalty on the log-ratio.

import Catalogue

struct DRO: PolicyLoss {
    static let entry = Entry(
        "dro", aliases: [],
        summary: "Policy gradient with a quadratic penalty on the distance from the old policy.",
        formula:
            "−(A·log_probs − ½·beta·ℓ²), ℓ = log_probs − old_log_probs, not clamped; plus kl_weight times the estimated "
            + "divergence",
        denominator: TokenTexts.denominator, reductions: Reduction.ofTokens, inputs: policyInputs,
        source:
            "Richemond et al. (2024), Offline Regularised Reinforcement Learning for Large Language Models Alignment",
        example: TokenTexts.example("dro", options: #", "options": {"beta": 0.2}"#))

    static let options: [Option<Self>] =
        [.number("beta", \.beta, in: .positive, "The weight of the penalty; needed.")] + policyOptions

    var settings = PolicySettings()
    var kl = KLPenalty()
    var beta: Double?

    func check() throws(LossFaults) {
        guard beta == nil else { return }
        throw LossFaults(.missing, at: .option("beta"), "dro needs beta, the weight of its penalty")
    }

    @inline(always)
    func terms(_ tokens: PolicyLanes) -> PolicyTerms {
        let beta = beta ?? 0
        return PolicyTerms(
            term: 0.5 * beta * tokens.logRatio * tokens.logRatio - tokens.advantage * tokens.logProb,
            direct: beta * tokens.logRatio - tokens.advantage)
    }
}
