// Evaluates a policy loss: ratios, terms, weights, the KL term, reduction, gradient and diagnostics.

import Catalogue
import Parallelism
import RealModule

/// One problem of a policy loss on its way to an answer.
struct PolicyEngine<Method: PolicyLoss, Scalar: LossScalar> {
    private let loss: Method
    private let problem: Problem<Scalar>
    private let layout: TokenLayout<Scalar>
    private let reducer: TokenReducer<Scalar>
    private let logProbs: [Scalar]
    private let old: TokenOperand<Scalar>?
    private let advantages: TokenOperand<Scalar>
    private let reference: TokenOperand<Scalar>?
    private let rollout: TokenOperand<Scalar>?
    private let importance: TokenOperand<Scalar>?
    private let work: Int

    init(_ loss: Method, _ problem: Problem<Scalar>) throws(LossFaults) {
        self.loss = loss
        self.problem = problem
        try problem.checkExtents()
        try loss.check()
        let settings = loss.settings
        guard settings.logRatioMin < settings.logRatioMax else {
            throw LossFaults(
                .optionConflict, at: .option("log_ratio_min"),
                "log_ratio_min \(settings.logRatioMin) is not below log_ratio_max \(settings.logRatioMax)")
        }
        try settings.importance.check(problem)
        layout = try TokenLayout(of: "log_probs", problem)
        reducer = try TokenReducer(layout, problem, horizon: settings.horizon)
        logProbs = try problem.tensor("log_probs").values
        old = try layout.operand("old_log_probs", of: problem)
        advantages = try layout.operand(try problem.tensor("advantages"), "advantages", allowsSequences: true)
        reference = try layout.operand("reference_log_probs", of: problem)
        rollout = try layout.operand("rollout_log_probs", of: problem)
        importance = try layout.operand("importance_weights", of: problem, allowsSequences: true)
        work = Method.work(problem.shapes)
        try problem.checkWork(work, of: "log_probs")
    }

    func evaluate() -> Evaluation<Scalar> {
        if problem.isOnlyChecked { return .checked(elementCount: work) }
        // The parts depend on shapes alone, so that sums are the same on every machine.
        let count = layout.sequences.count
        let size = max(1, Parallel.partSize / 2 * max(count, 1) / max(layout.count, 1))
        let (gradient, parts) = unsafe Parallel.fill(
            problem.gradients.contains(Method.main) ? layout.count : 0, over: 0..<count, size: size
        ) { sequences, target in
            let start = layout.sequences[sequences.lowerBound].lowerBound
            let end = sequences.upperBound < count ? layout.sequences[sequences.upperBound].lowerBound : layout.count
            var output = unsafe PolicyOutput<Scalar>(
                tokens: start..<end, gradient: target, wantsItems: problem.reduction == .none)
            for sequence in sequences where layout.counted[sequence] > 0 {
                let ratio = loss.settings.ratioLevel == .token ? nil : sequenceRatio(sequence)
                let weight = rollout.flatMap { sequenceWeight(sequence, $0) }
                add(sequence, ratio, weight, to: &output)
            }
            return output
        }
        var output = unsafe parts.first ?? PolicyOutput(tokens: 0..<0, gradient: nil, wantsItems: false)
        for part in parts.dropFirst() { output.append(part) }
        return answer(output, gradient)
    }

    /// The mean log-ratio of a sequence, as a ratio, and whether it is inside its bounds.
    private func sequenceRatio(_ sequence: Int) -> (ratio: Double, moves: Bool) {
        var sum = LaneSum()
        for (start, count) in layout.groups(of: sequence) {
            let keep = layout.counted(at: start, count: count)
            // Without the old policy, the log-ratios are 0.
            guard let old else { continue }
            let difference = logProbs.lanes(at: start, count: count) - old.lanes(at: start, count: count, of: sequence)
            sum.add(difference.kept(keep))
        }
        let mean = sum.value / Double(layout.counted[sequence])
        let (low, high) = (loss.settings.logRatioMin, loss.settings.logRatioMax)
        let bounded = mean < low ? low : mean > high ? high : mean
        return (.exp(bounded), !(mean <= low || mean >= high))
    }

    /// The importance weight that all tokens of a sequence have, or are kept by.
    private func sequenceWeight(_ sequence: Int, _ rollout: TokenOperand<Scalar>) -> (weight: Double, isOutside: Bool)?
    {
        let settings = loss.settings.importance
        guard settings.level == .sequence || settings.mode == .geometricMask else { return nil }
        var sum = LaneSum()
        for (start, count) in layout.groups(of: sequence) {
            let keep = layout.counted(at: start, count: count)
            let own = old?.lanes(at: start, count: count, of: sequence) ?? logProbs.lanes(at: start, count: count)
            sum.add((own - rollout.lanes(at: start, count: count, of: sequence)).kept(keep))
        }
        return settings.ofSequence(sum.value, layout.counted[sequence], isSafe: loss.isSafe)
    }

    /// Adds a sequence to what is answered.
    private func add(
        _ sequence: Int, _ sequenceRatio: (ratio: Double, moves: Bool)?,
        _ sequenceWeight: (weight: Double, isOutside: Bool)?,
        to output: inout PolicyOutput<Scalar>
    ) {
        let settings = loss.settings
        let (low, high) = (settings.logRatioMin, settings.logRatioMax)
        // Where the ratio is that of the sequence, each of its tokens moves all others.
        let spreads = settings.ratioLevel == .sequence
        let scale = reducer.scale(sequence)
        let wantsGradient = problem.gradients.contains(Method.main)
        var (policy, kl, spread) = (LaneSum(), LaneSum(), LaneSum())
        var own = PolicySums()
        let slopes = output.slopes
        var gradients = spreads && wantsGradient ? [Double](repeating: 0, count: layout.sequences[sequence].count) : []
        for (start, count) in layout.groups(of: sequence) {
            let weights = layout.weights(at: start, count: count)
            let keep = weights .!= 0
            let logProb = logProbs.lanes(at: start, count: count).kept(keep)
            let oldLogProb = old?.lanes(at: start, count: count, of: sequence).kept(keep) ?? logProb
            let logRatio = old == nil ? Lanes() : logProb - oldLogProb
            let advantage = advantages.lanes(at: start, count: count, of: sequence).kept(keep)
            let growth = Growth(logRatio, as: Scalar.self)
            var ratio: Lanes
            var moves: Lanes
            if let sequenceRatio {
                ratio = Lanes(repeating: sequenceRatio.ratio)
                moves = Lanes(repeating: sequenceRatio.moves ? 1 : 0)
            } else {
                ratio = growth.power
                moves = Lanes(repeating: 1)
                if low > -.infinity {
                    ratio = ratio.replacing(with: .exp(low), where: logRatio .< low)
                    moves = moves.replacing(with: 0, where: logRatio .<= low)
                }
                if high < .infinity {
                    ratio = ratio.replacing(with: .exp(high), where: logRatio .> high)
                    moves = moves.replacing(with: 0, where: logRatio .>= high)
                }
            }
            var terms = loss.terms(
                PolicyLanes(
                    logProb: logProb, oldLogProb: oldLogProb, logRatio: logRatio, ratio: ratio, advantage: advantage))
            // A ratio of 0 has no slope, and one that is infinite keeps its sign where a slope is 0.
            var byRatio = (moves * ratio * terms.byRatio)
                .replacing(with: 0, where: (terms.byRatio .== 0) .| (moves .== 0))
            if loss.isSafe {
                let isIdle = advantage .== 0
                terms.term = terms.term.replacing(with: 0, where: isIdle .& terms.term.isNaN)
                terms.direct = terms.direct.replacing(with: 0, where: isIdle .& terms.direct.isNaN)
                byRatio = byRatio.replacing(with: 0, where: isIdle .& byRatio.isNaN)
            }
            if let multipliers = multipliers(start, count, sequence, keep, oldLogProb, sequenceWeight, &own) {
                let isLeftOut = multipliers .== 0
                terms.term = (terms.term * multipliers).replacing(with: 0, where: isLeftOut)
                terms.direct = (terms.direct * multipliers).replacing(with: 0, where: isLeftOut)
                byRatio = (byRatio * multipliers).replacing(with: 0, where: isLeftOut)
            }
            own.add(terms, logRatio, growth, ratio, keep)
            var total = terms.term
            var direct = terms.direct
            policy.add((terms.term * weights).kept(keep))
            if let reference {
                let difference = reference.lanes(at: start, count: count, of: sequence) - logProb
                let penalty = loss.kl.terms(difference.kept(keep), ratio: ratio, moves: moves, as: Scalar.self)
                own.reference.add(penalty.estimate.kept(keep))
                own.noteNaN(reference.lanes(at: start, count: count, of: sequence).isNaN .& keep)
                if loss.kl.weight != 0 {
                    kl.add((penalty.estimate * weights).kept(keep))
                    total += loss.kl.weight * penalty.estimate
                    direct += loss.kl.weight * penalty.slope
                    byRatio += loss.kl.weight * penalty.byRatio
                }
            }
            if problem.reduction == .none {
                output.storeItems((total * weights).kept(keep), at: start, count: count)
            }
            own.noteNaN((logProb.isNaN .| oldLogProb.isNaN .| advantage.isNaN) .& keep)
            guard wantsGradient else { continue }
            let factors = weights * reducer.upstream(at: start, count: count).kept(keep) * scale
            if spreads {
                spread.add((byRatio * factors).kept(keep))
                gradients.store(
                    (direct * factors).kept(keep), at: start - layout.sequences[sequence].lowerBound, count: count)
            } else {
                slopes.store(((direct + byRatio) * factors).kept(keep), at: start, count: count)
            }
        }
        if spreads, wantsGradient {
            let share = spread.value / Double(layout.counted[sequence])
            let own = layout.sequences[sequence].lowerBound
            for (start, count) in layout.groups(of: sequence) {
                let keep = layout.counted(at: start, count: count)
                let total = gradients.lanes(at: start - own, count: count) + share
                slopes.store(total.kept(keep), at: start, count: count)
            }
        }
        output.sums.append(own)
        let factor = reducer.factor(sequence)
        output.policy.add(policy.value * factor)
        output.kl.add(kl.value * factor * loss.kl.weight)
    }

    /// What the terms of eight tokens are multiplied by; `nil` where there is nothing.
    @inline(always)
    private func multipliers(
        _ start: Int, _ count: Int, _ sequence: Int, _ keep: LaneMask, _ oldLogProb: Lanes,
        _ sequenceWeight: (weight: Double, isOutside: Bool)?, _ sums: inout PolicySums
    ) -> Lanes? {
        var multipliers: Lanes
        var isOutside = LaneMask(repeating: sequenceWeight?.isOutside ?? false)
        if let importance {
            multipliers = importance.lanes(at: start, count: count, of: sequence)
        } else if let rollout {
            if let sequenceWeight, loss.settings.importance.level == .sequence {
                multipliers = Lanes(repeating: sequenceWeight.weight)
            } else {
                let difference = oldLogProb - rollout.lanes(at: start, count: count, of: sequence)
                let found = loss.settings.importance.ofTokens(difference.kept(keep), isSafe: loss.isSafe)
                multipliers = found.weights
                if let sequenceWeight {
                    if sequenceWeight.isOutside { multipliers = Lanes() }
                } else {
                    isOutside = found.isOutside
                }
            }
        } else {
            return nil
        }
        sums.importance.add(multipliers.kept(keep))
        sums.outside += Lanes(isOutside .& keep)
        return multipliers
    }

    private func answer(_ output: PolicyOutput<Scalar>, _ gradient: [Scalar]) -> Evaluation<Scalar> {
        let (policy, kl) = (reducer.total(output.policy.value), reducer.total(output.kl.value))
        let weights = [problem.sampleWeight, problem.gradOutput, problem.tensors["importance_weights"]].compactMap(
            \.self)
        let isSettled = loss.isSafe && !output.sums.sawNaN && !weights.contains { $0.values.contains(where: \.isNaN) }
        var diagnostics: [LossDiagnostic] = [
            ("tokens", Double(layout.tokens)), ("sequences", Double(layout.nonEmpty)),
        ]
        output.sums.append(to: &diagnostics, tokens: Double(layout.tokens), clipNames: Method.clipNames)
        if importance != nil || rollout != nil {
            diagnostics.append(("importance_mean", output.sums.importance.value / Double(layout.tokens)))
        }
        if rollout != nil {
            diagnostics.append(("importance_fraction_outside", output.sums.outside.sum() / Double(layout.tokens)))
        }
        if reference != nil {
            diagnostics.append(("reference_kl", output.sums.reference.value / Double(layout.tokens)))
            if problem.reduction != .none { diagnostics += [("policy_loss", policy), ("kl_loss", kl)] }
        }
        return reducer.evaluation(
            problem, of: Method.main, total: loss.kl.weight == 0 ? policy : policy + kl, items: output.items,
            gradient: gradient, isSettled: isSettled, diagnostics: diagnostics, work: work)
    }
}

/// Where the slopes of tokens go.
///
/// Safe: each part of the sequences stores those of its own tokens, which are in the list.
@safe private struct TokenSlopes<Scalar: LossScalar> {
    /// The gradient of all tokens, where it is wanted.
    fileprivate let gradient: UnsafeMutablePointer<Scalar>?

    /// Stores the slopes of eight tokens.
    @inline(always)
    func store(_ slopes: Lanes, at token: Int, count: Int) {
        if let gradient = unsafe gradient { unsafe (gradient + token).store(slopes.withPlainZeros, count: count) }
    }
}

/// What some sequences of a policy loss have come to.
private struct PolicyOutput<Scalar: LossScalar> {
    /// The first token of these sequences.
    let start: Int
    let slopes: TokenSlopes<Scalar>
    /// The losses of the tokens, where they are not reduced.
    private(set) var items: [Scalar]
    var policy = CompensatedSum()
    var kl = CompensatedSum()
    var sums = PolicySums()

    init(tokens: Range<Int>, gradient: UnsafeMutablePointer<Scalar>?, wantsItems: Bool) {
        start = tokens.lowerBound
        slopes = unsafe TokenSlopes(gradient: gradient)
        items = [Scalar](repeating: 0, count: wantsItems ? tokens.count : 0)
        // Tokens that are left out have no slope.
        if let gradient = unsafe gradient { unsafe (gradient + start).initialize(repeating: 0, count: tokens.count) }
    }

    /// Stores the losses of eight tokens.
    @inline(always)
    mutating func storeItems(_ losses: Lanes, at token: Int, count: Int) {
        items.store(losses, at: token - start, count: count)
    }

    /// Adds the sequences that follow.
    mutating func append(_ next: PolicyOutput) {
        items += next.items
        policy.add(next.policy.value)
        kl.add(next.kl.value)
        sums.append(next.sums)
    }
}

/// A sum of eight at a time within a sequence, and one that loses no digits over all of them.
struct TwoSums {
    private var lanes = Lanes()
    private var total = CompensatedSum()

    @inline(always)
    mutating func add(_ terms: Lanes) { lanes += terms }

    mutating func append(_ next: TwoSums) { total.add(next.value) }

    var value: Double {
        var sum = total
        sum.add(lanes.sum())
        return sum.value
    }
}

/// Sums over all tokens that count, of which the diagnostics are made.
struct PolicySums {
    private var low = Lanes()
    private var high = Lanes()
    private var other = Lanes()
    private var logRatio = TwoSums()
    private var rest = TwoSums()
    private var ratio = TwoSums()
    private var square = TwoSums()
    private var smallest = Lanes(repeating: .infinity)
    private var largest = Lanes(repeating: -.infinity)
    private var nan = Lanes()
    var importance = TwoSums()
    var outside = Lanes()
    var reference = TwoSums()

    @inline(always)
    mutating func add(_ terms: PolicyTerms, _ logRatio: Lanes, _ growth: Growth, _ ratio: Lanes, _ keep: LaneMask) {
        low += Lanes(terms.low .& keep)
        high += Lanes(terms.high .& keep)
        other += Lanes(terms.other .& keep)
        self.logRatio.add(logRatio.kept(keep))
        rest.add(growth.rest.kept(keep))
        let own = ratio.kept(keep)
        self.ratio.add(own)
        square.add(own * own)
        let small = ratio.kept(keep, else: .infinity)
        smallest = smallest.replacing(with: small, where: .!(small .>= smallest))
        let large = ratio.kept(keep, else: -.infinity)
        largest = largest.replacing(with: large, where: .!(large .<= largest))
    }

    /// Adds those of other tokens, whose sums are rounded as Doubles are.
    mutating func append(_ next: PolicySums) {
        low += next.low
        high += next.high
        other += next.other
        nan += next.nan
        outside += next.outside
        logRatio.append(next.logRatio)
        rest.append(next.rest)
        ratio.append(next.ratio)
        square.append(next.square)
        importance.append(next.importance)
        reference.append(next.reference)
        smallest = smallest.replacing(with: next.smallest, where: .!(next.smallest .>= smallest))
        largest = largest.replacing(with: next.largest, where: .!(next.largest .<= largest))
    }

    @inline(always)
    mutating func noteNaN(_ isNaN: LaneMask) { nan += Lanes(isNaN) }

    /// Whether a token that counts was given NaN.
    var sawNaN: Bool { nan.sum() > 0 }

    func append(to diagnostics: inout [LossDiagnostic], tokens: Double, clipNames: [String]) {
        for (name, count) in zip(clipNames, [low, high, other]) { diagnostics.append((name, count.sum() / tokens)) }
        let sum = ratio.value
        diagnostics += [
            ("approx_kl_k1", (0 - logRatio.value) / tokens), ("approx_kl_k3", rest.value / tokens),
            ("mean_ratio", sum / tokens),
            ("min_ratio", smallest.reduced(<)), ("max_ratio", largest.reduced(>)),
            ("effective_sample_size", sum * sum / (tokens * square.value)),
        ]
    }
}

extension SIMD8<Double> {
    /// The one of the numbers that comes first, NaN before all others.
    fileprivate func reduced(_ precedes: (Double, Double) -> Bool) -> Double {
        var best = self[0]
        for lane in 1..<8 where self[lane].isNaN || (!best.isNaN && precedes(self[lane], best)) { best = self[lane] }
        return best
    }
}
