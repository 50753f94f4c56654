// The shape of the preference losses: a cost for each pair of a chosen and a rejected answer.

import Catalogue

/// What every preference loss can be told.
struct PreferenceSettings: Sendable {
    var level = LogProbLevel.sequence
    /// How much of the negative log-likelihood of the chosen answers is added.
    var nllWeight = 0.0
    var nllDenominator: Double?
}

/// The pairs of a problem; those that do not count have sums of 0.
struct Pairs {
    /// The sums of the log-probabilities.
    var policyChosen: [Double]
    var policyRejected: [Double]
    var referenceChosen: [Double]?
    var referenceRejected: [Double]?
    /// How many tokens the answers have, where that is known; at least 1.
    var chosenTokens: [Double]?
    var rejectedTokens: [Double]?
    /// The pairs that count.
    let counted: [Int]

    var count: Int { policyChosen.count }
}

/// What the pairs come to.
struct PairTerms {
    var costs: [Double]
    /// The slopes by the sums.
    var policyChosen: [Double]
    var policyRejected: [Double]
    var referenceChosen: [Double]
    var referenceRejected: [Double]
    /// What each answer is worth, for the diagnostics.
    var rewardsChosen: [Double]
    var rewardsRejected: [Double]
    var diagnostics: [LossDiagnostic] = []
    /// The item whose cost the slopes of a pair belong to, by the policy and by the reference, chosen and rejected; `nil` where
    /// that is the pair itself.
    var items: [[Int]]?

    init(_ count: Int) {
        let zeros = [Double](repeating: 0, count: count)
        (costs, policyChosen, policyRejected) = (zeros, zeros, zeros)
        (referenceChosen, referenceRejected, rewardsChosen, rewardsRejected) = (zeros, zeros, zeros, zeros)
    }
}

/// A loss of pairs of answers.
protocol PreferenceLoss: Loss {
    var settings: PreferenceSettings { get set }
    /// Whether the answers' numbers of tokens are needed.
    var needsTokens: Bool { get }
    /// Whether the diagnostics have the log-probabilities of the answers.
    static var showsLogProbs: Bool { get }

    /// - Throws: which options are missing or do not go together.
    func check<Scalar: LossScalar>(_ problem: Problem<Scalar>) throws(LossFaults)
    func terms(_ pairs: Pairs) -> PairTerms
}

extension PreferenceLoss {
    static var showsLogProbs: Bool { false }
    func check<Scalar: LossScalar>(_ problem: Problem<Scalar>) throws(LossFaults) {}

    /// The policy's log-probabilities, and what says which of their tokens count.
    static var policyInputs: [Input] {
        [
            Input(
                "policy_chosen_logps", .logProbability, shape: "any, (P) as a rule; tokens: (P, T) or packed",
                gradient: .byDefault, expects: .tokenLogProbabilities,
                lengths: "chosen_lengths", "The policy's log-probabilities of the chosen answers, summed over tokens."),
            Input(
                "policy_rejected_logps", .logProbability,
                shape: "the same, or one that broadcasts with it; tokens: (P, T) or packed",
                gradient: .byDefault, expects: .tokenLogProbabilities, lengths: "rejected_lengths",
                "The policy's, of the rejected answers."),
        ]
    }

    static var tokenInputs: [Input] {
        [
            Input(
                "chosen_lengths", .length, shape: "(P)", required: false, gradient: .never,
                "How many tokens each chosen answer has."),
            Input(
                "rejected_lengths", .length, shape: "(P)", required: false, gradient: .never,
                "How many tokens each rejected answer has."),
            Input(
                "chosen_mask", .number, shape: "policy_chosen_logps's", required: false, gradient: .never,
                lengths: "chosen_lengths", "Which tokens of the chosen answers count; with log_prob_level token."),
            Input(
                "rejected_mask", .number, shape: "policy_rejected_logps's", required: false, gradient: .never,
                lengths: "rejected_lengths", "Which tokens of the rejected answers count; with log_prob_level token."),
        ]
    }

    static var levelOption: Option<Self> {
        .choice(
            "log_prob_level", \.settings.level,
            "Whether log-probabilities are those of whole answers, summed, or of their tokens.")
    }

    static var nllOptions: [Option<Self>] {
        [
            .number(
                "nll_weight", \.settings.nllWeight, in: .nonNegative,
                "How much of the negative log-likelihood of the chosen tokens is added."),
            .number(
                "nll_denominator", \.settings.nllDenominator, in: .positive,
                "What that likelihood is divided by, if not by the number of chosen tokens of the batch."),
        ]
    }

    package static var diagnosticCount: Int { 12 }

    package static func work(_ shapes: NamedList<[Int]>) -> Int {
        max(1, Work.sum(shapes.values.map { Work.product($0 + [4]) }))
    }

    package static func itemShape(_ shapes: NamedList<[Int]>) -> [Int] {
        // Of tokens there are fewer items; those that are packed have as many as there are lengths.
        Work.broadcastShape([shapes["policy_chosen_logps"] ?? [], shapes["policy_rejected_logps"] ?? []])
    }

    package static func scratchBytes(_ shapes: NamedList<[Int]>, isReduced: Bool) -> Int {
        Work.product([24 * 8, max(Work.product(Work.broadcastShape(shapes.values)), 1)])
    }

    package var readerAppliesMask: Bool { settings.level == .token }

    package func reader<Scalar: LossScalar>(_ problem: Problem<Scalar>, _ name: String) -> (Int) -> Bool {
        guard settings.level == .token, let side = ["chosen", "rejected"].first(where: { name.contains($0) }) else {
            return { _ in true }
        }
        return AnswerLogProbs.reader(name, side: side, problem)
    }

    package func evaluate(_ problem: Problem<Float>) throws(LossFaults) -> Evaluation<Float> {
        try PreferenceEngine(self, problem).evaluate()
    }

    package func evaluate(_ problem: Problem<Double>) throws(LossFaults) -> Evaluation<Double> {
        try PreferenceEngine(self, problem).evaluate()
    }
}
