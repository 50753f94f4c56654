// Two answers, one of which people preferred: its reward is to be the larger one.

import Catalogue

struct RewardModelLoss: ElementwiseLoss {
    static let entry = Entry(
        "reward_model_loss", aliases: [],
        summary: "Negative log-likelihood of preferences between pairs, after Bradley and Terry.",
        formula: "−log σ(c − r − m), with c = rewards_chosen, r = rewards_rejected, m = margin, 0 if it is not given",
        denominator: "the number of pairs after broadcasting",
        inputs: [
            Input("rewards_chosen", .number, shape: "any", gradient: .byDefault, "Rewards of the chosen answers."),
            Input(
                "rewards_rejected", .number, shape: "rewards_chosen's, or one that broadcasts with it",
                gradient: .byDefault, "Rewards of the rejected answers."),
            Input(
                "margin", .number, shape: "rewards_chosen's, or one that broadcasts with it", required: false,
                gradient: .onRequest, "By how much the chosen answer is better."),
        ],
        source: "trl.RewardTrainer; Bradley and Terry (1952), Rank Analysis of Incomplete Block Designs",
        example: #"{"loss": "reward_model_loss", "rewards_chosen": [1.0, 0.5], "rewards_rejected": [0.25, 1.5]}"#)

    static var operands: [String] { ["rewards_chosen", "rewards_rejected", "margin"] }
    static var absentThird: Double { 0 }

    @inline(__always)
    func term<Scalar: LossScalar>(_ input: Double, _ target: Double, _ third: Double) -> Term<Scalar> {
        let advantage = input - target - third
        let logistic = Logistic(advantage, as: Scalar.self)
        let doubt = logistic.complement
        return Term(-logistic.logarithm, precisely: (-doubt, doubt, doubt))
    }
}
