// Contrastive preference optimisation and SimPO: preferences without a reference.

import Catalogue
import RealModule

/// What both losses have in common: the rewards of the answers.
struct ReferenceFreeReward: Sendable {
    var beta = 0.1
    var labelSmoothing = 0.0
    var alpha = 0.0

    /// The reward of a sum or an average, and its slope.
    func reward(_ logProb: Double) -> (reward: Double, slope: Double) {
        guard alpha != 0 else { return (logProb, 1) }
        return (-.expMinusOne(-alpha * logProb) / alpha, .exp(-alpha * logProb))
    }

    var logistic: LogisticCost { LogisticCost(labelSmoothing: labelSmoothing) }

    static let alphaSummary = "The α of AlphaPO, which bends rewards: (1 − e^(−α·R))/α; with 0, R itself."
    static let example =
        #""policy_chosen_logps": [[-0.5, -1.0, -0.25], [-0.75, -0.5, 0.0]], "policy_rejected_logps": [[-1.0, -0.5], [-2.0, -0.25]], "#
        + #""chosen_lengths": [3, 2], "rejected_lengths": [2, 1], "options": {"log_prob_level": "token"}}"#
}

struct CPOLoss: PreferenceLoss {
    enum Form: String, CaseIterable, Sendable { case sigmoid, hinge, ipo }

    static let entry = Entry(
        "cpo", aliases: ["cpo_loss"],
        summary:
            "Contrastive preference optimisation: preferences by log-probabilities alone, with the likelihood of the chosen "
            + "answers.",
        formula:
            "u = R(chosen), v = R(rejected), R the sum of the log-probabilities (ipo: their average), bent by alpha; sigmoid: "
            + "−(1 − s)·log σ(β(u − v)) − s·log σ(−β(u − v)); hinge: max(0, 1 − β(u − v)); ipo: (u − v − 1/(2β))²; plus nll_weight times "
            + "the negative log-likelihood of the chosen tokens",
        denominator: "the number of pairs", kinks: "hinge: 0 where β(u − v) is 1.", inputs: policyInputs + tokenInputs,
        source: "trl.CPOTrainer 1.16; Xu et al. (2024), Contrastive Preference Optimization",
        example: #"{"loss": "cpo", "# + ReferenceFreeReward.example)

    static let options: [Option<Self>] =
        [
            .number("beta", \.reward.beta, in: .positive, "What the margin of the rewards is multiplied by."),
            .choice("loss_type", \.lossType, "What the margin of the rewards costs."),
            .number(
                "label_smoothing", \.reward.labelSmoothing, in: .halfOpen(0, 0.5),
                "The share of preferences that are the wrong way round; for the loss type sigmoid."),
            .number("alpha", \.reward.alpha, in: .any, ReferenceFreeReward.alphaSummary),
        ] + nllOptions + [levelOption]

    var settings = PreferenceSettings(nllWeight: 1)
    var reward = ReferenceFreeReward()
    var lossType = Form.sigmoid

    var needsTokens: Bool { lossType == .ipo }

    func check<Scalar: LossScalar>(_ problem: Problem<Scalar>) throws(LossFaults) {
        guard reward.labelSmoothing != 0, lossType != .sigmoid else { return }
        throw LossFaults(
            .optionConflict, at: .option("label_smoothing"),
            "label_smoothing goes with the loss type sigmoid; \(lossType.rawValue) would pass over it")
    }

    func terms(_ pairs: Pairs) -> PairTerms {
        var terms = PairTerms(pairs.count)
        for pair in pairs.counted {
            let averages = lossType == .ipo
            let chosenTokens = averages ? pairs.chosenTokens?[pair] ?? 1 : 1
            let rejectedTokens = averages ? pairs.rejectedTokens?[pair] ?? 1 : 1
            let (u, slopeU) = reward.reward(pairs.policyChosen[pair] / chosenTokens)
            let (v, slopeV) = reward.reward(pairs.policyRejected[pair] / rejectedTokens)
            let beta = reward.beta
            let (cost, slope): (Double, Double)
            switch lossType {
            case .sigmoid:
                let margin = beta * (u - v)
                (cost, slope) = (reward.logistic.cost(margin), beta * reward.logistic.slope(margin))
            case .hinge:
                let lack = 1 - beta * (u - v)
                (cost, slope) = lack <= 0 ? (0, 0) : (lack, -beta)
            case .ipo:
                let error = u - v - 1 / (2 * beta)
                (cost, slope) = (error * error, 2 * error)
            }
            terms.costs[pair] = cost
            terms.set(pair, chosen: slope * slopeU / chosenTokens, rejected: -slope * slopeV / rejectedTokens)
            (terms.rewardsChosen[pair], terms.rewardsRejected[pair]) = (beta * u, beta * v)
        }
        return terms
    }
}

struct SimPOLoss: PreferenceLoss {
    static let entry = Entry(
        "simpo", aliases: ["simpo_loss"],
        summary: "Simple preference optimisation: average log-probabilities as rewards, with a margin.",
        formula:
            "−(1 − s)·log σ(m) − s·log σ(−m), m = β(u − v) − gamma; u, v the average log-probabilities of chosen and rejected, "
            + "bent by alpha; plus nll_weight times the negative log-likelihood of the chosen tokens",
        denominator: "the number of pairs", inputs: policyInputs + tokenInputs,
        source: "Meng et al. (2024), SimPO; Gupta et al. (2025), AlphaPO; trl.CPOTrainer 1.16",
        example: #"{"loss": "simpo", "# + ReferenceFreeReward.example)

    static let options: [Option<Self>] =
        [
            .number("beta", \.reward.beta, in: .positive, "What the margin of the rewards is multiplied by."),
            .number("gamma", \.gamma, in: .any, "The margin that the chosen answer is to have."),
            .number(
                "label_smoothing", \.reward.labelSmoothing, in: .halfOpen(0, 0.5),
                "The share of preferences that are the wrong way round."),
            .number("alpha", \.reward.alpha, in: .any, ReferenceFreeReward.alphaSummary),
        ] + nllOptions + [levelOption]

    var settings = PreferenceSettings()
    var reward = ReferenceFreeReward(beta: 2)
    var gamma = 0.5

    var needsTokens: Bool { true }

    func terms(_ pairs: Pairs) -> PairTerms {
        var terms = PairTerms(pairs.count)
        for pair in pairs.counted {
            let (chosenTokens, rejectedTokens) = (pairs.chosenTokens?[pair] ?? 1, pairs.rejectedTokens?[pair] ?? 1)
            let (u, slopeU) = reward.reward(pairs.policyChosen[pair] / chosenTokens)
            let (v, slopeV) = reward.reward(pairs.policyRejected[pair] / rejectedTokens)
            let margin = reward.beta * (u - v) - gamma
            let (cost, slope) = (reward.logistic.cost(margin), reward.logistic.slope(margin))
            terms.costs[pair] = cost
            terms.set(
                pair, chosen: reward.beta * slope * slopeU / chosenTokens,
                rejected: -reward.beta * slope * slopeV / rejectedTokens)
            (terms.rewardsChosen[pair], terms.rewardsRejected[pair]) = (reward.beta * u, reward.beta * v)
        }
        return terms
    }
}
