// The shape of the policy losses: a term for each token, of its log-probability, the ratio of two policies and an advantage.

import Catalogue

/// What every policy loss can be told.
struct PolicySettings: Sendable {
    enum RatioLevel: String, CaseIterable, Sendable {
        case token, sequence
        case sequenceToken = "sequence_token"
    }

    var horizon: Double?
    var ratioLevel = RatioLevel.token
    var logRatioMin = -Double.infinity
    var logRatioMax = Double.infinity
    var importance = ImportanceSettings()
    var isSafe = false
}

/// Eight tokens of a policy loss.
struct PolicyLanes {
    let logProb: Lanes
    let oldLogProb: Lanes
    /// log_probs − old_log_probs of each token, not clamped.
    let logRatio: Lanes
    /// The ratio as used: of a token or of its sequence.
    let ratio: Lanes
    let advantage: Lanes
}

/// What a policy loss makes of eight tokens.
struct PolicyTerms {
    var term: Lanes
    /// The slope by the log-probability where the ratio is a constant.
    var direct = Lanes()
    /// The slope by the ratio.
    var byRatio = Lanes()
    /// Tokens that are clipped or dropped, in the order of `clipNames`.
    var low = LaneMask(repeating: false)
    var high = LaneMask(repeating: false)
    var other = LaneMask(repeating: false)
}

/// A loss that is defined by the term of one token.
protocol PolicyLoss: KLEstimating, SafeForm {
    var settings: PolicySettings { get set }
    /// The names of the diagnostics that count clipped tokens; at most three.
    static var clipNames: [String] { get }
    /// - Throws: which options are missing or do not go together.
    func check() throws(LossFaults)
    func terms(_ tokens: PolicyLanes) -> PolicyTerms
}

extension PolicyLoss {
    static var clipNames: [String] { [] }
    func check() throws(LossFaults) {}

    package var isSafe: Bool {
        get { settings.isSafe }
        set { settings.isSafe = newValue }
    }

    package static var safeForm: String {
        "A token whose advantage is 0 costs nothing, whatever its ratio is; NaN in rollout_log_probs gives the weight 1."
    }

    /// The tensors that a policy loss reads.
    static var policyInputs: [Input] {
        [
            TokenInputs.logProbs, TokenInputs.oldLogProbs, TokenInputs.advantages,
            TokenInputs.reference(required: false),
            Input(
                "rollout_log_probs", .logProbability, shape: "log_probs's", required: false, gradient: .never,
                expects: .tokenLogProbabilities, lengths: "lengths",
                "Those under the engine that sampled, of which importance weights are made."),
            Input(
                "importance_weights", .weight, shape: "log_probs's, or (B): one for each sequence", required: false,
                gradient: .never, lengths: "lengths",
                "What the terms of the policy are multiplied by; denominators do not change."),
            TokenInputs.lengths,
        ]
    }

    /// The options that every policy loss has.
    static var policyOptions: [Option<Self>] {
        [
            TokenInputs.horizon(\.settings.horizon),
            .choice(
                "ratio_level", \.settings.ratioLevel,
                "Whether the ratio is that of a token or of its sequence, by the mean of the log-ratios; sequence is "
                    + "differentiated through that mean, sequence_token has each token's own slope."),
            .number("log_ratio_min", \.settings.logRatioMin, in: .any, "The smallest log-ratio that is used."),
            .number("log_ratio_max", \.settings.logRatioMax, in: .any, "The largest log-ratio that is used."),
            .number(
                "kl_weight", \.kl.weight, in: .any,
                "How much of the estimated divergence from the reference is added to the loss."
            )
            .requiring("reference_log_probs"),
        ] + estimateOptions + importanceOptions
    }

    private static var importanceOptions: [Option<Self>] {
        let options: [Option<Self>] = [
            .choice(
                "importance_level", \.settings.importance.level,
                "Whether the weight is exp(old − rollout) of a token, or that of the sum over its sequence."),
            .choice(
                "importance_mode", \.settings.importance.mode,
                "What becomes of a weight outside the bounds: truncate moves it to the bound, mask makes it 0, geometric_mask "
                    + "makes those of a sequence 0 whose geometric mean is outside."),
            .number(
                "importance_min", \.settings.importance.minimum, in: .nonNegative, "The smallest importance weight."),
            .number("importance_max", \.settings.importance.maximum, in: .positive, "The largest importance weight."),
        ]
        return options.map { $0.requiring("rollout_log_probs") }
    }

    package static var diagnosticCount: Int { 20 }

    package func evaluate(_ problem: Problem<Float>) throws(LossFaults) -> Evaluation<Float> {
        try PolicyEngine(self, problem).evaluate()
    }

    package func evaluate(_ problem: Problem<Double>) throws(LossFaults) -> Evaluation<Double> {
        try PolicyEngine(self, problem).evaluate()
    }
}

/// What all losses of tokens have in common.
enum TokenInputs {
    static let lengths = Input(
        "lengths", .length, shape: "(B)", required: false, gradient: .never,
        "How many tokens each sequence has: all of them packed one after the other, or the first ones of each row.")

    static let logProbs = Input(
        "log_probs", .logProbability, shape: "(B, T), (N) with lengths, or (T)", gradient: .byDefault,
        expects: .tokenLogProbabilities, lengths: "lengths",
        "Log-probabilities of the chosen tokens under the policy that is trained.")

    static let oldLogProbs = Input(
        "old_log_probs", .logProbability, shape: "log_probs's", required: false, gradient: .never,
        expects: .tokenLogProbabilities, lengths: "lengths",
        "Those under the policy that the ratio is taken against; without them, the ratio is 1.")

    static let advantages = Input(
        "advantages", .number, shape: "log_probs's, or (B): one for each sequence", gradient: .never,
        lengths: "lengths",
        "How much better than expected a token, or its sequence, was.")

    static func reference(required: Bool) -> Input {
        Input(
            "reference_log_probs", .logProbability, shape: "log_probs's", required: required, gradient: .never,
            expects: .tokenLogProbabilities, lengths: "lengths", "Those under the frozen reference of a KL term.")
    }

    static func horizon<Method>(
        _ path: any WritableKeyPath<Method, Double?> & Sendable
    ) -> Option<Method> {
        .number(
            "horizon", path, in: .positive,
            "What fixed_horizon divides the sum over the tokens of a sequence by; needed there, and refused elsewhere.")
    }

    /// A token takes about as long as so many elements: two exponentials.
    static func work(_ shape: [Int]) -> Int { Work.product(shape + [2]) }

    static func scratchBytes(_ shape: [Int], _ lengths: [Int]?) -> Int {
        let sequences = lengths?.firstSize ?? (shape.count == 2 ? shape.firstSize : 1)
        // The numbers of a sequence while it is evaluated, a range and two counts for each, and the parts of the answer
        // before they are joined.
        return Work.sum([
            Work.product([16, max(shape.lastSize, 1)]), Work.product([64, max(sequences, 1)]),
            Work.product(shape + [32]), 4096,
        ])
    }
}
