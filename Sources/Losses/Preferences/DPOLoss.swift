// Direct preference optimisation: a policy's log-probabilities of two answers, against those of a reference.

import Catalogue
import RealModule

struct DPOLoss: PreferenceLoss {
    /// What the advantages of the two answers cost.
    enum Form: String, CaseIterable, Sendable {
        case sigmoid, hinge, ipo, robust
        case exoPair = "exo_pair"
        case ncaPair = "nca_pair"
        case bcoPair = "bco_pair"
        case sppoHard = "sppo_hard"
        case aot
        case aotUnpaired = "aot_unpaired"
        case apoZero = "apo_zero"
        case apoDown = "apo_down"
        case discopop
        case sigmoidNorm = "sigmoid_norm"

        /// Whether `label_smoothing` has a meaning.
        var smooths: Bool { [.sigmoid, .robust, .exoPair, .aot, .aotUnpaired].contains(self) }

        /// Whether `f_divergence` has one.
        var divergesByF: Bool {
            [.sigmoid, .hinge, .ipo, .exoPair, .robust, .discopop, .sigmoidNorm].contains(self)
        }
    }

    enum Divergence: String, CaseIterable, Sendable {
        case reverseKL = "reverse_kl"
        case forwardKL = "forward_kl"
        case js = "js_divergence"
        case alpha = "alpha_divergence"
    }

    static let entry = Entry(
        "dpo_loss", aliases: [],
        summary: "Preferences between pairs of answers, as advantages of a policy over a reference.",
        formula:
            "u = log π(c) − log ρ(c), v = log π(r) − log ρ(r), for chosen c and rejected r, policy π, reference ρ; z = β(u − v), s = "
            + "label_smoothing; sigmoid: −(1 − s)·log σ(z) − s·log σ(−z); hinge: max(0, 1 − z); ipo: (d − 1/(2β))², d = u/n_c − "
            + "v/n_r with numbers of tokens, else u − v; robust: (−(1 − s)·log σ(z) + s·log σ(−z))/(1 − 2s); exo_pair: "
            + "σ(z)(log σ(z) − ln(1 − s)) + σ(−z)(log σ(−z) − ln s); nca_pair: −log σ(βu) − ½log σ(−βu) − ½log σ(−βv); bco_pair: "
            + "−log σ(βu) − log σ(−βv); sppo_hard: (u − 1/(2β))² + (v + 1/(2β))²; aot: sigmoid of the differences of π(c) − π(r) "
            + "and ρ(c) − ρ(r), both sorted; aot_unpaired: of u and v, both sorted; apo_zero: 1 − σ(βu) + σ(βv); apo_down: σ(βu) + 1 "
            + "− σ(z); discopop: −log σ(z)·(1 − μ) + e^−z·μ, μ = σ(z/discopop_tau); sigmoid_norm: −log σ(βd)",
        denominator: "the number of pairs after broadcasting",
        kinks: "hinge: 0 where z is 1.",
        inputs: policyInputs + [
            Input(
                "reference_chosen_logps", .logProbability, shape: "the same, or one that broadcasts with it",
                required: false,
                gradient: .onRequest, expects: .tokenLogProbabilities, lengths: "chosen_lengths",
                "The reference's, of the chosen answers; without both of them, they count as 0."),
            Input(
                "reference_rejected_logps", .logProbability, shape: "the same, or one that broadcasts with it",
                required: false,
                gradient: .onRequest, expects: .tokenLogProbabilities, lengths: "rejected_lengths",
                "The reference's, of the rejected answers."),
        ] + tokenInputs,
        source: "trl.DPOTrainer 1.16; Rafailov et al. (2023), Direct Preference Optimization",
        example: #"{"loss": "dpo_loss", "policy_chosen_logps": [-12.5, -8.0], "policy_rejected_logps": [-14.0, -7.5], "#
            + #""reference_chosen_logps": [-13.0, -8.25], "reference_rejected_logps": [-13.5, -7.75]}"#)

    static let options: [Option<Self>] = [
        .number("beta", \.beta, in: .positive, "How closely the policy is held to the reference."),
        .number(
            "label_smoothing", \.labelSmoothing, in: .halfOpen(0, 0.5),
            "The share of preferences that are the wrong way round; for the loss types sigmoid (cDPO), robust, exo_pair and aot."
        ),
        .choice("loss_type", \.lossType, "What the advantages of the two answers cost."),
        .number("discopop_tau", \.discopopTau, in: .positive, "How soft the switch of discopop is."),
        .boolean(
            "average_log_probs", \.averages,
            "Whether log-probabilities are divided by the numbers of tokens first; not with the loss types aot, ipo and sigmoid_norm."
        ),
        .choice("f_divergence", \.divergence, "The divergence that holds the policy to the reference."),
        .number("f_alpha", \.alpha, in: .any, "The α of alpha_divergence; needed there."),
        levelOption,
    ]

    static let showsLogProbs = true

    var settings = PreferenceSettings()
    var beta = 0.1
    var labelSmoothing = 0.0
    var lossType = Form.sigmoid
    var discopopTau = 0.05
    var averages = false
    var divergence = Divergence.reverseKL
    var alpha: Double?

    var needsTokens: Bool { averages || lossType == .sigmoidNorm }

    func check<Scalar: LossScalar>(_ problem: Problem<Scalar>) throws(LossFaults) {
        func conflict(_ option: String, _ detail: String) -> LossFaults {
            LossFaults(.optionConflict, at: .option(option), detail)
        }
        if labelSmoothing != 0, !lossType.smooths {
            throw conflict(
                "label_smoothing",
                "label_smoothing goes with the loss types sigmoid, robust, exo_pair, aot and aot_unpaired; \(lossType.rawValue) would pass "
                    + "over it")
        }
        if lossType == .exoPair, labelSmoothing == 0 {
            throw conflict("label_smoothing", "exo_pair needs a label_smoothing above 0")
        }
        if divergence != .reverseKL, !lossType.divergesByF {
            throw conflict("f_divergence", "the loss type \(lossType.rawValue) has no f_divergence")
        }
        if (divergence == .alpha) != (alpha != nil) {
            throw conflict(
                "f_alpha", alpha == nil ? "alpha_divergence needs f_alpha" : "f_alpha goes with alpha_divergence")
        }
        if averages, [.aot, .ipo, .sigmoidNorm].contains(lossType) {
            throw conflict(
                "average_log_probs",
                "the loss type \(lossType.rawValue) "
                    + (lossType == .aot ? "compares sums" : "divides by the numbers of tokens itself")
                    + ": leave average_log_probs out")
        }
        let (chosen, rejected) = (problem.tensors["chosen_lengths"], problem.tensors["rejected_lengths"])
        if lossType == .ipo, settings.level == .sequence, (chosen == nil) != (rejected == nil) {
            let name = chosen == nil ? "chosen_lengths" : "rejected_lengths"
            throw LossFaults(
                .missing, at: .tensor(name),
                "\(name) is missing: ipo divides by the numbers of tokens of both answers, or of neither")
        }
        if [.aot, .aotUnpaired].contains(lossType), problem.sampleWeight != nil {
            throw LossFaults(
                .optionConflict, at: .sampleWeight,
                "the costs of \(lossType.rawValue) belong to ranks, which have no sample weights")
        }
    }

    func terms(_ pairs: Pairs) -> PairTerms {
        var terms = PairTerms(pairs.count)
        for pair in pairs.counted {
            let (chosen, rejected) = advantages(pairs, pair)
            terms.rewardsChosen[pair] = beta * chosen
            terms.rewardsRejected[pair] = beta * rejected
            guard lossType != .aot, lossType != .aotUnpaired else { continue }
            let (u, slopeU) = diverged(chosen)
            let (v, slopeV) = diverged(rejected)
            let tokens = pairs.chosenTokens.flatMap { chosen in
                pairs.rejectedTokens.map { (chosen: chosen[pair], rejected: $0[pair]) }
            }
            let (cost, byU, byV) = cost(u, v, tokens)
            terms.costs[pair] = cost
            let (chosenShare, rejectedShare) =
                averages ? (pairs.chosenTokens?[pair] ?? 1, pairs.rejectedTokens?[pair] ?? 1) : (1, 1)
            terms.set(pair, chosen: byU * slopeU / chosenShare, rejected: byV * slopeV / rejectedShare)
        }
        if lossType == .aot || lossType == .aotUnpaired { addRanks(pairs, &terms) }
        return terms
    }

    /// The advantages of both answers of a pair.
    private func advantages(_ pairs: Pairs, _ pair: Int) -> (chosen: Double, rejected: Double) {
        let chosen = pairs.policyChosen[pair] - (pairs.referenceChosen?[pair] ?? 0)
        let rejected = pairs.policyRejected[pair] - (pairs.referenceRejected?[pair] ?? 0)
        guard averages else { return (chosen, rejected) }
        return (chosen / (pairs.chosenTokens?[pair] ?? 1), rejected / (pairs.rejectedTokens?[pair] ?? 1))
    }

    /// The divergence's function of an advantage, and its slope.
    private func diverged(_ advantage: Double) -> (Double, Double) {
        switch divergence {
        case .reverseKL: return (advantage, 1)
        case .forwardKL: return (-.expMinusOne(-advantage), .exp(-advantage))
        case .js: return (.log(2) + .logSigmoid(advantage), .sigmoid(-advantage))
        case .alpha:
            let power = (alpha ?? 1) - 1
            guard power != 0 else { return (advantage, 1) }
            return (.expMinusOne(power * advantage) / power, .exp(power * advantage))
        }
    }

    /// The cost of a pair, and its slopes by both advantages.
    private func cost(
        _ u: Double, _ v: Double, _ tokens: (chosen: Double, rejected: Double)?
    ) -> (cost: Double, byU: Double, byV: Double) {
        let z = beta * (u - v)
        let (kept, flipped) = (1 - labelSmoothing, labelSmoothing)
        func both(_ cost: Double, _ slope: Double) -> (Double, Double, Double) { (cost, slope, -slope) }
        func sure(_ x: Double) -> Double { .sigmoid(x) }
        func log(_ x: Double) -> Double { .logSigmoid(x) }
        switch lossType {
        case .sigmoid, .aot, .aotUnpaired: return both(logistic.cost(z), beta * logistic.slope(z))
        case .hinge: return z >= 1 ? (0, 0, 0) : both(1 - z, -beta)
        case .ipo, .sigmoidNorm:
            let counts = tokens ?? (1, 1)
            let distance = u / counts.chosen - v / counts.rejected
            let (cost, slope) =
                lossType == .ipo
                ? (square(distance - 1 / (2 * beta)), 2 * (distance - 1 / (2 * beta)))
                : (-log(beta * distance), -beta * sure(-beta * distance))
            return (cost, slope / counts.chosen, -slope / counts.rejected)
        case .robust:
            let cost = flipped * log(-z) - kept * log(z)
            let slope = -beta * (flipped * sure(z) + kept * sure(-z))
            return both(cost / (kept - flipped), slope / (kept - flipped))
        case .exoPair:
            let cost = sure(z) * (log(z) - .log(kept)) + sure(-z) * (log(-z) - .log(flipped))
            return both(cost, beta * sure(z) * sure(-z) * (z - .log(kept) + .log(flipped)))
        case .ncaPair:
            return (
                -log(beta * u) - 0.5 * log(-beta * u) - 0.5 * log(-beta * v),
                beta * (0.5 * sure(beta * u) - sure(-beta * u)), 0.5 * beta * sure(beta * v)
            )
        case .bcoPair: return (-log(beta * u) - log(-beta * v), -beta * sure(-beta * u), beta * sure(beta * v))
        case .sppoHard:
            let goal = 1 / (2 * beta)
            return (square(u - goal) + square(v + goal), 2 * (u - goal), 2 * (v + goal))
        case .apoZero:
            let (chosen, rejected) = (sure(beta * u), sure(beta * v))
            return (
                sure(-beta * u) + rejected, -beta * chosen * sure(-beta * u), beta * rejected * sure(-beta * v)
            )
        case .apoDown:
            let (own, other) = (beta * sure(beta * u) * sure(-beta * u), beta * sure(z) * sure(-z))
            return (sure(beta * u) + sure(-z), own - other, other)
        case .discopop:
            let (soft, power, switched) = (-log(z), Double.exp(-z), sure(z / discopopTau))
            let bend = switched * sure(-z / discopopTau) * (power - soft) / discopopTau
            let slope = beta * (-sure(-z) * (1 - switched) - power * switched + bend)
            return both(soft * (1 - switched) + power * switched, slope)
        }
    }

    private func square(_ x: Double) -> Double { x * x }

    private var logistic: LogisticCost { LogisticCost(labelSmoothing: labelSmoothing) }

    /// Compares the ranks of two samples, sorted from the smallest.
    private func addRanks(_ pairs: Pairs, _ terms: inout PairTerms) {
        let isPaired = lossType == .aot
        func first(_ pair: Int) -> Double {
            isPaired ? pairs.policyChosen[pair] - pairs.policyRejected[pair] : advantages(pairs, pair).chosen
        }
        func second(_ pair: Int) -> Double {
            isPaired
                ? (pairs.referenceChosen?[pair] ?? 0) - (pairs.referenceRejected?[pair] ?? 0)
                : advantages(pairs, pair).rejected
        }
        let counts = averages && !isPaired
        // Sorted as torch sorts: stable, NaN last.
        func sorted(_ number: (Int) -> Double) -> [(pair: Int, value: Double)] {
            pairs.counted.enumerated().map { (order: $0.offset, pair: $0.element, value: number($0.element)) }
                .sorted { one, other in
                    if one.value.isNaN || other.value.isNaN {
                        return one.value.isNaN == other.value.isNaN ? one.order < other.order : other.value.isNaN
                    }
                    return one.value == other.value ? one.order < other.order : one.value < other.value
                }.map { ($0.pair, $0.value) }
        }
        // The costs are those of ranks, and lie in their order.
        var items = [[Int]](repeating: [Int](repeating: 0, count: pairs.count), count: 4)
        for ((place, left), right) in zip(zip(pairs.counted, sorted(first)), sorted(second)) {
            let distance = beta * (left.value - right.value)
            terms.costs[place] = logistic.cost(distance)
            let slope = beta * logistic.slope(distance)
            let places = isPaired ? [left, left, right, right] : [left, right, left, right]
            for (side, found) in places.enumerated() { items[side][found.pair] = place }
            if isPaired {
                terms.policyChosen[left.pair] = slope
                terms.policyRejected[left.pair] = -slope
                terms.referenceChosen[right.pair] = -slope
                terms.referenceRejected[right.pair] = slope
            } else {
                let own = slope / (counts ? pairs.chosenTokens?[left.pair] ?? 1 : 1)
                let other = slope / (counts ? pairs.rejectedTokens?[right.pair] ?? 1 : 1)
                (terms.policyChosen[left.pair], terms.referenceChosen[left.pair]) = (own, -own)
                (terms.policyRejected[right.pair], terms.referenceRejected[right.pair]) = (-other, other)
            }
        }
        terms.items = items
    }
}

extension PairTerms {
    /// Sets the slopes of a pair, whose reference has the opposite ones.
    mutating func set(_ pair: Int, chosen: Double, rejected: Double) {
        (policyChosen[pair], referenceChosen[pair]) = (chosen, -chosen)
        (policyRejected[pair], referenceRejected[pair]) = (rejected, -rejected)
    }
}
