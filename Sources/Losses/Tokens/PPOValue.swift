// The clipped squared error of a value head.

import Catalogue

struct PPOValue: TokenLoss {
    static let main = "values"

    static let entry = Entry(
        "ppo_value", aliases: ["ppo_critic", "value_loss"],
        summary:
            "Squared error of predicted values, in which moving further from the old values than a bound gains nothing.",
        formula: "½·max((v − R)², (clip(v, old − clip_range, old + clip_range) − R)²); without old_values: ½·(v − R)²",
        denominator: TokenTexts.denominator,
        kinks: "Where both squares are equal, and at a bound: half of each slope, as torch 2.15 has it.",
        reductions: Reduction.ofTokens,
        inputs: [
            Input(
                "values", .number, shape: "(B, T), (N) with lengths, or (T)", gradient: .byDefault, lengths: "lengths",
                "Predicted values of the states."),
            Input("returns", .number, shape: "values's", gradient: .never, lengths: "lengths", "What followed."),
            Input(
                "old_values", .number, shape: "values's", required: false, gradient: .never, lengths: "lengths",
                "The values that were predicted when the tokens were sampled."),
            TokenInputs.lengths,
        ],
        source:
            "Schulman et al. (2017), Proximal Policy Optimization Algorithms; the value losses of verl, SkyRL and OpenRLHF",
        example:
            #"{"loss": "ppo_value", "values": [[0.5, 1.0], [0.25, -1.0]], "old_values": [[0.25, 1.0], [0.5, -0.5]], "#
            + #""returns": [[1.0, 0.5], [0.0, -2.0]]}"#)

    static let options: [Option<Self>] = [
        .number(
            "clip_range", \.givenRange, in: .nonNegative,
            "How far a value may move from the old one; 0.2 where old_values are given. With Infinity, without a bound; any other "
                + "needs old_values."
        ),
        TokenInputs.horizon(\.horizon),
    ]

    var givenRange: Double?
    var horizon: Double?

    package static var diagnosticCount: Int { 8 }

    package func evaluate(_ problem: Problem<Float>) throws(LossFaults) -> Evaluation<Float> {
        try TokenEngine(ValueTerms(self, problem), problem, horizon: horizon).evaluate()
    }

    package func evaluate(_ problem: Problem<Double>) throws(LossFaults) -> Evaluation<Double> {
        try TokenEngine(ValueTerms(self, problem), problem, horizon: horizon).evaluate()
    }
}

/// The tensors of one problem of `ppo_value`.
private struct ValueTerms<Scalar: LossScalar>: TokenTerms {
    static var main: String { PPOValue.main }

    private let range: Double
    let layout: TokenLayout<Scalar>
    private let values: [Scalar]
    private let returns: TokenOperand<Scalar>
    private let old: TokenOperand<Scalar>?
    private var clipped = Lanes()
    private var value = LaneSum()
    private var goal = LaneSum()

    init(_ loss: PPOValue, _ problem: Problem<Scalar>) throws(LossFaults) {
        try problem.checkExtents()
        layout = try TokenLayout(of: "values", problem)
        values = try problem.tensor("values").values
        returns = try layout.operand(try problem.tensor("returns"), "returns", allowsSequences: false)
        old = try layout.operand("old_values", of: problem)
        range = loss.givenRange ?? 0.2
        guard old != nil || (loss.givenRange ?? .infinity) == .infinity else {
            throw LossFaults(.missing, at: .option("clip_range"), LossFault.requirement("old_values", of: "clip_range"))
        }
    }

    @inline(always)
    mutating func terms(_ start: Int, _ count: Int, _ keep: LaneMask, of sequence: Int) -> (term: Lanes, slope: Lanes) {
        let value = values.lanes(at: start, count: count).kept(keep)
        let goal = returns.lanes(at: start, count: count, of: sequence).kept(keep)
        self.value.add(value)
        self.goal.add(goal)
        let error = value - goal
        guard let old, range < .infinity else { return (0.5 * error * error, error) }
        let before = old.lanes(at: start, count: count, of: sequence).kept(keep)
        let (low, high) = (before - range, before + range)
        let bounded = value.replacing(with: low, where: value .< low).replacing(with: high, where: value .> high)
        // NaN in old_values bounds nothing, and is not passed over.
        let other = (bounded - goal).replacing(with: .nan, where: before.isNaN)
        let moved = other.bounded(
            meets: (value .== low) .| (value .== high), isBeyond: (value .< low) .| (value .> high))
        let (own, clipped) = (error * error, other * other)
        self.clipped += Lanes((clipped .> own) .& keep)
        let isEqual = own .== clipped
        let isClipped = .!(clipped .<= own)
        let slope =
            error
            .replacing(with: moved, where: isClipped)
            .replacing(with: 0.5 * error + 0.5 * moved, where: isEqual)
        return (0.5 * own.replacing(with: clipped, where: isClipped), slope)
    }

    var diagnostics: [LossDiagnostic] {
        let tokens = Double(layout.tokens)
        let (meanValue, meanGoal) = (value.value / tokens, goal.value / tokens)
        // The variances in a second pass: the difference of sums would lose their digits.
        var (spread, rest) = (LaneSum(), LaneSum())
        for sequence in layout.sequences.indices where layout.counted[sequence] > 0 {
            for (start, count) in layout.groups(of: sequence) {
                let keep = layout.counted(at: start, count: count)
                let goal = returns.lanes(at: start, count: count, of: sequence)
                let value = values.lanes(at: start, count: count)
                let far = (goal - meanGoal).kept(keep)
                let left = (goal - value - (meanGoal - meanValue)).kept(keep)
                spread.add(far * far)
                rest.add(left * left)
            }
        }
        let fraction = old == nil ? [] : [("clip_fraction", clipped.sum() / tokens)]
        return fraction + [
            ("value_mean", meanValue), ("return_mean", meanGoal), ("explained_variance", 1 - rest.value / spread.value),
        ]
    }
}
