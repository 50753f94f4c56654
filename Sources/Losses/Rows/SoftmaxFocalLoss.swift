// Cross-entropy that turns away from what is already well predicted.

import Catalogue
import RealModule

struct SoftmaxFocalLoss: RowLoss {
    static let entry = Entry(
        "softmax_focal_loss", aliases: [],
        summary: "Cross-entropy against a class, with less weight where its probability is already large.",
        formula: "−w[y]·(1 − p)^gamma·log p, with p = softmax(input)[y], y = target, w = weight",
        denominator: "the number of targets that are not ignored, whatever the weights; kornia and MONAI divide by all "
            + "of the input's elements, C times as many",
        kinks: "Where the prediction is so good that nothing is left, the gradient is 0.",
        inputs: [
            Input(
                "input", .logit, shape: "(C), (N, C) or (N, C, d1, ..., dK)", gradient: .byDefault, expects: .scores,
                "Scores, one for each class."),
            Input("target", .classIndex, shape: "(), (N) or (N, d1, ..., dK)", gradient: .never, "Classes."),
            Input("weight", in: .options, .weight, shape: "(C)", gradient: .never, "A weight for each class."),
        ],
        source:
            "kornia.losses.focal_loss, summed over the classes; Lin et al. (2017), Focal Loss for Dense Object "
            + "Detection",
        example: #"{"loss": "softmax_focal_loss", "input": [[2.0, 0.5, -1.0], [0.1, 0.2, 0.3]], "target": [0, 2]}"#)

    static let options: [Option<Self>] = [
        .number("gamma", \.gamma, in: .nonNegative, "How strongly the weight of good predictions is reduced."),
        .integer("ignore_index", \.ignoredClass, "A class index that means \"no class\": such targets are ignored."),
    ]

    static var meanDividesByWeights: Bool { false }
    static var hasSoftmax: Bool { true }

    var gamma = 2.0
    var ignoredClass = -100

    var ignoreIndex: Int? { ignoredClass }

    func evaluate<Scalar: LossScalar>(_ row: inout Row<Scalar>, scale: Double) -> Double {
        guard case .index(let index?) = row.target else {
            for other in row.gradient.indices { row.gradient[other] = 0 }
            return 0
        }
        // In Double whatever the dtype: what good predictions lack of 1 is all that counts.
        let scores = row.scores.map { Double($0) }
        let softmax = LogSumExp(scores)
        let weight = Double(row.weight(index))
        let cost = softmax.cost(scores[index])
        let miss = -Double.exponentialMinusOne(-cost)
        let focus = Double.power(miss, gamma)
        // The derivative by the cost; where that is 0 only a focus that is not one remains.
        let isAtEnd = gamma == 0 || cost == 0 || cost == .infinity
        let slope = isAtEnd ? focus : focus + gamma * Double.power(miss, gamma - 1) * (1 - miss) * cost
        let coefficient = weight * slope * scale
        for other in scores.indices where row.wantsGradient {
            let share = softmax.probability(scores[other]) - (other == index ? 1 : 0)
            row.gradient[other] = Scalar(share * coefficient)
        }
        return weight * (focus == 0 ? 0 : focus * cost)
    }
}
