// Cross-entropy with the first term of its series in 1 − p weighed anew.

import Catalogue
import RealModule

struct PolyCrossEntropy: RowLoss {
    static let entry = Entry(
        "poly_cross_entropy", aliases: ["PolyCrossEntropy"],
        summary: "Cross-entropy, and epsilon times the probability that is missing from the target.",
        formula: "−Σ_c t[c]·log p[c] + epsilon·(1 − Σ_c t[c]·p[c]), with p = softmax(input); of a class index y, "
            + "t[c] = (1 − s)·[c = y] + s/C with s = label_smoothing",
        denominator: "the number of rows whose target is not ignored",
        inputs: [
            Input(
                "input", .logit, shape: "(C), (N, C) or (N, C, d1, ..., dK)", gradient: .byDefault, expects: .scores,
                "Scores, one for each class."),
            Input(
                "target", .classIndexOrProbability,
                shape: "(), (N) or (N, d1, ..., dK) of class indices, or input's shape of probabilities",
                gradient: .onRequest, "Classes, or a distribution over them (only that has a gradient)."),
        ],
        source: "timm.loss.PolyCrossEntropy; Leng et al. (2022), PolyLoss",
        example: #"{"loss": "poly_cross_entropy", "input": [[1.0, 2.0, 3.0], [0.5, -1.0, 2.0]], "target": [0, 2]}"#)

    static let options: [Option<Self>] = [
        .number("epsilon", \.epsilon, in: .any, "What the missing probability is multiplied by."),
        .number(
            "label_smoothing", \.labelSmoothing, in: .halfOpen(0, 1),
            "The share of a class index that is spread evenly over the classes; distributions stay as they are."),
        .choice("label_smoothing_classes", \.smoothedClasses, SmoothedClasses.summary),
        .integer(
            "ignore_index", \.ignoredClass,
            "A class index that means \"no class\": such targets are ignored. Not with probabilities."),
    ]

    static var targetForms: TargetForms { .indexOrDistribution }
    static var hasSoftmax: Bool { true }

    var epsilon = 2.0
    var labelSmoothing = 0.0
    var smoothedClasses = SmoothedClasses.all
    var ignoredClass = -100

    var ignoreIndex: Int? { ignoredClass }
    var smoothsLabels: Bool { labelSmoothing > 0 }

    func evaluate<Scalar: LossScalar>(_ row: inout Row<Scalar>, scale: Double) -> Double {
        switch row.target {
        case .index(nil), .labels:
            for index in row.gradient.indices { row.gradient[index] = 0 }
            return 0
        case .index(let index?):
            let share = smoothedClasses.share(of: labelSmoothing, row.scores)
            for other in row.distribution.indices {
                let shared = smoothedClasses.part(share, for: row.scores[other])
                row.distribution[other] = Scalar(other == index ? 1 - labelSmoothing + shared : shared)
            }
        case .distribution: break
        }
        let softmax = RowSoftmax(&row)
        var (cost, sum, hit) = (0.0, 0.0, 0.0)
        for index in row.scores.indices {
            let target = Double(row.distribution[index])
            let logarithm = softmax.logarithm(row.scores[index])
            // A class of probability 0 may have a score of −∞.
            cost -= target == 0 ? 0 : target * logarithm
            sum += target
            hit += target * softmax.probability(index, of: row)
            if row.wantsGradient {
                let slope = -logarithm - epsilon * softmax.probability(index, of: row)
                row.targetGradient[index] = Scalar(slope * scale)
            }
        }
        guard row.wantsGradient else { return cost + epsilon * (1 - hit) }
        for index in row.scores.indices {
            let (target, probability) = (Double(row.distribution[index]), softmax.probability(index, of: row))
            let slope = probability * sum - target - epsilon * probability * (target - hit)
            row.gradient[index] = Scalar(slope * scale)
        }
        return cost + epsilon * (1 - hit)
    }
}
