// Direct preference optimisation: a policy's log-probabilities of two answers, against those of a reference.

import Catalogue

struct DPOLoss: VectorLoss {
    /// What the difference of the two advantages costs.
    enum Form: String, CaseIterable, Sendable {
        case sigmoid, hinge, ipo, robust
    }

    static let entry = Entry(
        "dpo_loss", aliases: [],
        summary: "Preferences between pairs of answers, as advantages of a policy over a reference.",
        formula:
            "Δ = (log π(c) − log ρ(c)) − (log π(r) − log ρ(r)), for chosen c and rejected r, policy π, reference ρ; "
            + "sigmoid: −(1 − s)·log σ(βΔ) − s·log σ(−βΔ); hinge: max(0, 1 − βΔ); ipo: (Δ − 1/(2β))²; robust: "
            + "(−(1 − s)·log σ(βΔ) + s·log σ(−βΔ))/(1 − 2s), with s = label_smoothing; for ipo, trl divides each "
            + "log-probability by the number of its tokens before",
        denominator: "the number of pairs after broadcasting",
        kinks: "hinge: 0 where βΔ is 1.",
        inputs: [
            Input(
                "policy_chosen_logps", .logProbability, shape: "any, (N) as a rule", gradient: .byDefault,
                "The policy's log-probabilities of the chosen answers, summed over tokens."),
            Input(
                "policy_rejected_logps", .logProbability, shape: "the same, or one that broadcasts with it",
                gradient: .byDefault, "The policy's, of the rejected answers."),
            Input(
                "reference_chosen_logps", .logProbability, shape: "the same, or one that broadcasts with it",
                gradient: .onRequest, "The reference's, of the chosen answers."),
            Input(
                "reference_rejected_logps", .logProbability, shape: "the same, or one that broadcasts with it",
                gradient: .onRequest, "The reference's, of the rejected answers."),
        ],
        source: "trl.DPOTrainer; Rafailov et al. (2023), Direct Preference Optimization",
        example: #"{"loss": "dpo_loss", "policy_chosen_logps": [-12.5, -8.0], "policy_rejected_logps": [-14.0, -7.5], "#
            + #""reference_chosen_logps": [-13.0, -8.25], "reference_rejected_logps": [-13.5, -7.75]}"#)

    static let options: [Option<Self>] = [
        .number("beta", \.beta, in: .positive, "How closely the policy is held to the reference."),
        .number(
            "label_smoothing", \.labelSmoothing, in: .halfOpen(0, 0.5),
            "The share of preferences that are the wrong way round; for the loss types sigmoid (cDPO) and robust."),
        .choice("loss_type", \.lossType, "What the difference of the advantages costs."),
    ]

    static var operands: [VectorOperand] {
        entry.inputs.map { .number($0.name) }
    }

    var beta = 0.1
    var labelSmoothing = 0.0
    var lossType = Form.sigmoid

    func check() throws(LossFaults) {
        guard labelSmoothing != 0, lossType != .robust, lossType != .sigmoid else { return }
        throw LossFaults(
            .optionConflict, at: .option("label_smoothing"),
            "label_smoothing goes with the loss types sigmoid and robust; \(lossType.rawValue) would pass over it")
    }

    func evaluate(_ item: inout VectorItem) -> Double {
        let chosen = item.values[0][0] - item.values[2][0]
        let rejected = item.values[1][0] - item.values[3][0]
        let (cost, slope) = answer(beta * (chosen - rejected), chosen - rejected)
        item.gradients[0][0] = slope
        item.gradients[1][0] = -slope
        item.gradients[2][0] = -slope
        item.gradients[3][0] = slope
        return cost
    }

    /// The cost, and its derivative by the advantage.
    private func answer(_ scaled: Double, _ advantage: Double) -> (Double, Double) {
        let (sure, doubt) = (Double.sigmoid(scaled), Double.sigmoid(-scaled))
        switch lossType {
        case .sigmoid:
            guard labelSmoothing != 0 else { return (-Double.logSigmoid(scaled), -beta * doubt) }
            let (kept, flipped) = (1 - labelSmoothing, labelSmoothing)
            return (
                -kept * Double.logSigmoid(scaled) - flipped * Double.logSigmoid(-scaled),
                beta * (flipped * sure - kept * doubt)
            )
        case .hinge:
            let lack = 1 - scaled
            return lack <= 0 ? (0, 0) : (lack, -beta)
        case .ipo:
            let error = advantage - 1 / (2 * beta)
            return (error * error, 2 * error)
        case .robust:
            let (kept, flipped) = (1 - labelSmoothing, labelSmoothing)
            let cost = flipped * Double.logSigmoid(-scaled) - kept * Double.logSigmoid(scaled)
            let slope = -beta * (flipped * sure + kept * doubt)
            return (cost / (kept - flipped), slope / (kept - flipped))
        }
    }
}
