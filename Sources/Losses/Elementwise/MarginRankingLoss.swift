// Pairs of scores, one of which is to be larger than the other by a margin.

import Catalogue

struct MarginRankingLoss: ElementwiseLoss {
    static let entry = Entry(
        "margin_ranking_loss", aliases: ["MarginRankingLoss"],
        summary: "What the first of two scores lacks of being larger than the second (or smaller) by a margin.",
        formula: "max(0, −y·(a − b) + margin), with a = input1, b = input2, y = target",
        denominator: "the number of elements after broadcasting",
        kinks: "max(0, u) has the gradient 0 at u = 0; a NaN score has the gradient 0 too.",
        inputs: [
            Input("input1", .number, shape: "any", gradient: .byDefault, "The first scores."),
            Input(
                "input2", .number, shape: "one of as many dimensions that broadcasts with input1's",
                gradient: .byDefault,
                "The second scores."),
            Input(
                "target", .number, shape: "one of as many dimensions that broadcasts with input1's",
                gradient: .onRequest, expects: .signs,
                "1 where the first is to be larger, −1 where the second is."),
        ],
        source: "torch.nn.functional.margin_ranking_loss",
        example: #"{"loss": "margin_ranking_loss", "input1": [1.0, 2.0], "input2": [1.5, 1.0], "target": [1, -1], "#
            + #""options": {"margin": 0.25}}"#)

    static let options: [Option<Self>] = [
        .number("margin", \.margin, in: .any, "How much larger the larger score is to be.")
    ]

    static var operands: [String] { ["input1", "input2", "target"] }
    static var broadcasting: Broadcasting { .sameRank }

    var margin = 0.0

    @inline(__always)
    func term<Scalar: LossScalar>(_ input: Double, _ target: Double, _ third: Double) -> Term<Scalar> {
        let (difference, label) = (input - target, third)
        let lack = -label * difference + margin
        // Multiplied, not chosen: a NaN label reaches the gradient, as in torch.
        let isActive: Double = lack > 0 ? 1 : 0
        let derivatives = (isActive * -label, isActive * label, isActive * -difference)
        return Term(lack <= 0 ? 0 : lack, precisely: derivatives)
    }
}
