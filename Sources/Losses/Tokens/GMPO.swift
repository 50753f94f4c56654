// The geometric mean of clipped ratios over each sequence.

import Catalogue
import RealModule

struct GMPO: TokenLoss {
    static let entry = Entry(
        "gmpo", aliases: ["geo_mean"],
        summary:
            "Geometric-mean policy optimisation: the advantage of a sequence times the geometric mean of the clipped ratios "
            + "of its tokens.",
        formula:
            "−Ā·exp(mean ℓ'), ℓ' = min(ℓ, log_clip_high) where A > 0, max(ℓ, log_clip_low) where A < 0, 0 where A = 0; "
            + "ℓ = log_probs − old_log_probs, Ā the mean of the advantages of the sequence",
        denominator: "the number of sequences with a token that counts",
        kinks: "At a bound of the log-ratio: half the slope.",
        inputs: [
            TokenInputs.logProbs, TokenInputs.oldLogProbs, TokenInputs.advantages,
            TokenInputs.lengths,
        ],
        source: "Zhao et al. (2025), Geometric-Mean Policy Optimization", example: TokenTexts.example("gmpo"))

    static let options: [Option<Self>] = [
        .number("log_clip_low", \.low, in: .any, "The lower bound of the log-ratio."),
        .number("log_clip_high", \.high, in: .any, "The upper bound of the log-ratio."),
    ]

    var low = -0.4
    var high = 0.4

    package static var diagnosticCount: Int { 8 }

    package static func itemShape(_ shapes: NamedList<[Int]>) -> [Int] {
        let shape = shapes["log_probs"] ?? []
        return [shapes["lengths"]?.firstSize ?? (shape.count == 2 ? shape.firstSize : 1)]
    }

    package func evaluate(_ problem: Problem<Float>) throws(LossFaults) -> Evaluation<Float> {
        try GeometricMeans(self, problem).evaluate()
    }

    package func evaluate(_ problem: Problem<Double>) throws(LossFaults) -> Evaluation<Double> {
        try GeometricMeans(self, problem).evaluate()
    }
}

/// One problem of `gmpo`.
private struct GeometricMeans<Scalar: LossScalar> {
    private let loss: GMPO
    private let problem: Problem<Scalar>
    private let layout: TokenLayout<Scalar>
    private let logProbs: [Scalar]
    private let old: TokenOperand<Scalar>?
    private let advantages: TokenOperand<Scalar>
    private let denominator: Double
    private let work: Int

    init(_ loss: GMPO, _ problem: Problem<Scalar>) throws(LossFaults) {
        self.loss = loss
        self.problem = problem
        try problem.checkExtents()
        guard loss.low <= loss.high else {
            throw LossFaults(
                .optionConflict, at: .option("log_clip_low"),
                "log_clip_low \(loss.low) is above log_clip_high \(loss.high)")
        }
        layout = try TokenLayout(of: "log_probs", problem, takesWeights: false)
        logProbs = try problem.tensor("log_probs").values
        old = try layout.operand("old_log_probs", of: problem)
        advantages = try layout.operand(try problem.tensor("advantages"), "advantages", allowsSequences: true)
        denominator = problem.denominator ?? Double(layout.nonEmpty)
        try Reducer.checkGradOutput(problem, shape: [layout.sequences.count])
        work = GMPO.work(problem.shapes)
        try problem.checkWork(work, of: "log_probs")
    }

    /// The log-ratios of eight tokens as used, and their slopes.
    @inline(always)
    private func used(
        _ start: Int, _ count: Int, _ keep: LaneMask, _ sequence: Int
    ) -> (used: Lanes, slope: Lanes, plain: Lanes, advantage: Lanes) {
        let own = logProbs.lanes(at: start, count: count)
        let plain = old.map { (own - $0.lanes(at: start, count: count, of: sequence)).kept(keep) } ?? Lanes()
        let advantage = advantages.lanes(at: start, count: count, of: sequence).kept(keep)
        let (isGood, isBad) = (advantage .> 0, advantage .< 0)
        let isHigh = isGood .& (plain .> loss.high)
        let isLow = isBad .& (plain .< loss.low)
        let used =
            plain
            .replacing(with: loss.high, where: isHigh).replacing(with: loss.low, where: isLow)
            .replacing(with: 0, where: advantage .== 0)
        let slope = Lanes(repeating: 1).bounded(
            meets: (isGood .& (plain .== loss.high)) .| (isBad .& (plain .== loss.low)),
            isBeyond: isHigh .| isLow .| (advantage .== 0))
        return (used, slope, plain, advantage)
    }

    func evaluate() -> Evaluation<Scalar> {
        if problem.isOnlyChecked { return .checked(elementCount: work) }
        let wantsGradient = problem.gradients.contains("log_probs")
        var gradient = [Scalar](repeating: 0, count: wantsGradient ? layout.count : 0)
        var items = [Double](repeating: 0, count: layout.sequences.count)
        var (low, high, logRatios, ratios) = (0.0, 0.0, CompensatedSum(), CompensatedSum())
        let isZero = denominator == 0
        for sequence in layout.sequences.indices where layout.counted[sequence] > 0 {
            let tokens = Double(layout.counted[sequence])
            var (sum, plain, advantage, below, above) = (LaneSum(), LaneSum(), LaneSum(), Lanes(), Lanes())
            for (start, count) in layout.groups(of: sequence) {
                let keep = layout.counted(at: start, count: count)
                let found = used(start, count, keep, sequence)
                sum.add(found.used.kept(keep))
                plain.add(found.plain)
                advantage.add(found.advantage)
                below += Lanes((found.advantage .< 0) .& (found.plain .< loss.low))
                above += Lanes((found.advantage .> 0) .& (found.plain .> loss.high))
            }
            let mean = advantage.value / tokens
            let ratio = Double.exp(sum.value / tokens)
            items[sequence] = mean == 0 && problem.isSafe ? 0 : -mean * ratio
            low += below.sum()
            high += above.sum()
            logRatios.add(plain.value)
            ratios.add(ratio)
            guard wantsGradient else { continue }
            var scale = problem.upstream * Double(problem.gradOutput?.values[sequence] ?? 1)
            if problem.reduction.divides { scale /= denominator }
            let slope = mean == 0 ? 0 : -scale * mean * ratio / tokens
            for (start, count) in layout.groups(of: sequence) {
                let keep = layout.counted(at: start, count: count)
                let found = used(start, count, keep, sequence)
                gradient.store(
                    (found.slope * slope).kept(keep).replacing(with: 0, where: found.slope .== 0), at: start,
                    count: count)
            }
        }
        let isSettled = problem.isSafe && !problem.holdsNaN
        if isSettled { items = items.map(Settling.cost) }
        var total = CompensatedSum()
        for item in items { total.add(item) }
        let reduced =
            !problem.reduction.divides ? total.value : isZero && problem.isSafe ? 0 : total.value / denominator
        let tokens = Double(layout.tokens)
        return Evaluation(
            loss: problem.reduction == .none
                ? Tensor(shape: [items.count], values: items.map { Scalar($0) })
                : Tensor(Scalar(isSettled ? Settling.cost(reduced) : reduced)),
            denominator: Scalar(denominator),
            gradients: problem.settled(
                wantsGradient ? ["log_probs": Tensor(shape: layout.shape, values: gradient)] : [:]),
            warnings: layout.warnings(problem, input: GMPO.main),
            diagnostics: [
                ("tokens", tokens), ("sequences", Double(layout.nonEmpty)), ("clip_fraction_low", low / tokens),
                ("clip_fraction_high", high / tokens), ("approx_kl_k1", (0 - logRatios.value) / tokens),
                ("mean_ratio", ratios.value / Double(layout.nonEmpty)),
            ], elementCount: work, counts: tokens > 0)
    }
}
