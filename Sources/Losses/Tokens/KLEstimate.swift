// The estimated divergence of a policy from its reference, as a loss of its own.

import Catalogue

struct KLEstimate: KLEstimating {
    static let entry = Entry(
        "kl_estimate", aliases: ["kl_penalty"],
        summary:
            "Estimate of the divergence of a policy from a reference, from the tokens that the policy has sampled.",
        formula: "with x = reference − policy: k1 −x; k2 x²/2; k3 eˣ − x − 1; abs |x|",
        denominator: TokenTexts.denominator,
        kinks: "abs: 0 at x = 0; 0 at and beyond the clamps.", reductions: Reduction.ofTokens,
        inputs: [
            TokenInputs.logProbs, TokenInputs.reference(required: true), TokenInputs.oldLogProbs,
            TokenInputs.lengths,
        ],
        source: "Schulman (2020), Approximating KL Divergence; the penalties of TRL, verl and NeMo-RL",
        example: #"{"loss": "kl_estimate", "log_probs": [[-1.0, -0.5], [-0.7, -1.2]], "#
            + #""reference_log_probs": [[-1.3, -0.6], [-0.9, -1.0]]}"#)

    static let options: [Option<Self>] = estimateOptions + [TokenInputs.horizon(\.horizon)]

    var kl = KLPenalty()
    var horizon: Double?

    package static var diagnosticCount: Int { 8 }

    package func evaluate(_ problem: Problem<Float>) throws(LossFaults) -> Evaluation<Float> {
        try TokenEngine(TokenEstimate(self, problem), problem, horizon: horizon).evaluate()
    }

    package func evaluate(_ problem: Problem<Double>) throws(LossFaults) -> Evaluation<Double> {
        try TokenEngine(TokenEstimate(self, problem), problem, horizon: horizon).evaluate()
    }
}

/// The tensors of one problem of `kl_estimate`.
private struct TokenEstimate<Scalar: LossScalar>: TokenTerms {
    static var main: String { KLEstimate.main }

    private let kl: KLPenalty
    let layout: TokenLayout<Scalar>
    private let logProbs: [Scalar]
    private let reference: TokenOperand<Scalar>
    private let old: TokenOperand<Scalar>?
    private var k1 = LaneSum()
    private var k2 = LaneSum()
    private var k3 = LaneSum()

    init(_ loss: KLEstimate, _ problem: Problem<Scalar>) throws(LossFaults) {
        try problem.checkExtents()
        kl = loss.kl
        layout = try TokenLayout(of: "log_probs", problem)
        logProbs = try problem.tensor("log_probs").values
        reference = try layout.operand(
            try problem.tensor("reference_log_probs"), "reference_log_probs", allowsSequences: false)
        old = try layout.operand("old_log_probs", of: problem)
    }

    @inline(always)
    mutating func terms(_ start: Int, _ count: Int, _ keep: LaneMask, of sequence: Int) -> (term: Lanes, slope: Lanes) {
        let logProb = logProbs.lanes(at: start, count: count).kept(keep)
        let difference = reference.lanes(at: start, count: count, of: sequence).kept(keep) - logProb
        var ratio = Lanes(repeating: 1)
        if let old, kl.correction == .ratio {
            ratio = LaneMaths.exponential(
                logProb - old.lanes(at: start, count: count, of: sequence).kept(keep), short: Scalar.isShort)
        }
        let terms = kl.terms(difference, ratio: ratio, moves: Lanes(repeating: 1), as: Scalar.self)
        k1.add(-difference)
        k2.add(0.5 * difference * difference)
        k3.add(Growth(difference, as: Scalar.self).rest)
        return (terms.estimate, terms.slope + terms.byRatio)
    }

    var diagnostics: [LossDiagnostic] {
        let tokens = Double(layout.tokens)
        return [("k1", k1.value / tokens), ("k2", k2.value / tokens), ("k3", k3.value / tokens)]
    }
}
