// Cross-entropy: the negative log-likelihood of a softmax over scores.

import Catalogue

struct CrossEntropy: RowLoss, SafeForm {
    static let entry = Entry(
        "cross_entropy", aliases: ["CrossEntropyLoss"],
        summary: "Negative log-likelihood of the softmax of a row of scores, against a class or a distribution.",
        formula: "index y: (1 − s)·w[y]·(−lsm[y]) + (s/C)·Σ_c w[c]·(−lsm[c]); distribution t: "
            + "Σ_c w[c]·((1 − s)·t[c] + s/C)·(−lsm[c]); with lsm = log_softmax(input), s = label_smoothing, w = weight; "
            + "softcap κ: of κ·tanh(input/κ); z_loss λ: plus λ·(log Σ eˣ)²",
        denominator: "class indices: the sum of weight[target] over the targets that are not ignored; "
            + "probabilities: the number of rows, whatever the weights; the part of z_loss is divided by the number of rows that are not "
            + "ignored",
        inputs: [
            Input(
                "input", .logit, shape: "(C), (N, C) or (N, C, d1, ..., dK)", gradient: .byDefault, expects: .scores,
                "Scores, one for each class."),
            Input(
                "target", .classIndexOrProbability,
                shape: "(), (N) or (N, d1, ..., dK) of class indices, or input's shape of probabilities",
                gradient: .onRequest, "Classes, or a distribution over them (only that has a gradient)."),
            Input(
                "weight", in: .options, .weight, shape: "(C)", gradient: .onRequest,
                "A weight for each class (with a gradient if the target is a distribution)."),
        ],
        source: "torch.nn.functional.cross_entropy; label smoothing: Szegedy et al. (2015), Rethinking the Inception "
            + "Architecture",
        example: #"{"loss": "cross_entropy", "input": [[2.0, 0.5, -1.0], [0.1, 0.2, 0.3]], "target": [0, 2]}"#)

    static let options: [Option<Self>] = [
        .integer("ignore_index", \.ignoredClass, "A class index that means \"no class\": such targets are ignored."),
        .number(
            "label_smoothing", \.labelSmoothing, in: .closed(0, 1),
            "The share of the target that is spread evenly over the classes."),
        .choice("label_smoothing_classes", \.smoothedClasses, SmoothedClasses.summary),
        .number(
            "z_loss", \.zLoss, in: .nonNegative,
            "The weight of the squared logarithm of the sum of eˣ, which is added for each row that is not ignored."),
        .number(
            "softcap", \.softcap, in: .positive,
            "The bound κ of scores, which become κ·tanh(x/κ); with Infinity, there is none."),
    ]

    package static var diagnosticCount: Int { 1 }

    static var targetForms: TargetForms { .indexOrDistribution }
    static var hasSoftmax: Bool { true }

    static let safeForm =
        "A class of probability or weight 0 costs nothing, also with a score of −∞; rows that are ignored have no "
        + "gradient, whatever is in them. To smooth labels over classes that are not closed by −∞, set "
        + "label_smoothing_classes."

    var ignoredClass = -100
    var isSafe = false
    var labelSmoothing = 0.0
    var smoothedClasses = SmoothedClasses.all
    var zLoss = 0.0
    var softcap = Double.infinity

    package func evaluate(_ problem: Problem<Float>) throws(LossFaults) -> Evaluation<Float> {
        let engine = try RowEngine<Self, TensorRows<Float>>(self, problem)
        return zLoss == 0 && softcap == .infinity ? try engine.evaluate() : try engine.evaluateCapped()
    }

    package func evaluate(_ problem: Problem<Double>) throws(LossFaults) -> Evaluation<Double> {
        let engine = try RowEngine<Self, TensorRows<Double>>(self, problem)
        return zLoss == 0 && softcap == .infinity ? try engine.evaluate() : try engine.evaluateCapped()
    }

    var ignoreIndex: Int? { ignoredClass }
    var smoothsLabels: Bool { labelSmoothing > 0 }

    func evaluate<Scalar: LossScalar>(_ row: inout Row<Scalar>, scale: Double) -> Double {
        let softmax = RowSoftmax(&row)
        switch row.target {
        case .index(let index?) where labelSmoothing == 0:
            return sharp(&row, index, softmax, scale: scale)
        case .index(let index?):
            return smooth(&row, index, softmax, scale: scale)
        case .index(nil):
            if isSafe {
                for other in row.gradient.indices { row.gradient[other] = 0 }
                return 0
            }
            // Not simply 0: where the softmax is NaN, torch's gradient is 0 x NaN, although the row is ignored.
            let weightSum = row.classWeights.map { labelSmoothing == 0 ? 0 : $0.reduce(0) { $0 + Double($1) } } ?? 0
            softmax.writeGradient(&row, coefficientSum: 0 * weightSum) { _, _ in 0 }
            return 0
        case .labels:
            // Not among this loss's forms.
            return .nan
        case .distribution:
            return distribution(&row, softmax, scale: scale)
        }
    }

    private func sharp<Scalar>(
        _ row: inout Row<Scalar>, _ index: Int, _ softmax: RowSoftmax<Scalar>, scale: Double
    ) -> Double {
        let weight = row.weight(index)
        let coefficient = Double(weight) * scale
        softmax.writeGradient(&row, coefficient: coefficient, at: index)
        return -product(Double(weight), softmax.logarithm(row.scores[index]))
    }

    private func smooth<Scalar>(
        _ row: inout Row<Scalar>, _ index: Int, _ softmax: RowSoftmax<Scalar>, scale: Double
    ) -> Double {
        let share = smoothedClasses.share(of: labelSmoothing, row.scores)
        let kept = (1 - labelSmoothing) * Double(row.weight(index))
        var spread = 0.0
        var weightSum = 0.0
        for other in row.scores.indices where smoothedClasses.contains(row.scores[other]) {
            let weight = Double(row.weight(other))
            spread -= product(weight, softmax.logarithm(row.scores[other]))
            weightSum += weight
        }
        let sharp = -product(kept, softmax.logarithm(row.scores[index]))
        guard scale.isFinite else {
            // Weights that sum to 0: torch divides both parts by that, and 0/0 or infinities of two signs come of it.
            for other in row.gradient.indices { row.gradient[other] = .nan }
            return kept == 0 ? .nan : sharp + share * spread
        }
        softmax.writeGradient(&row, coefficientSum: scale * (kept + share * weightSum)) { row, other in
            let part = smoothedClasses.part(share, for: row.scores[other]) * Double(row.weight(other))
            return scale * (part + (other == index ? kept : 0))
        }
        return sharp + share * spread
    }

    private func distribution<Scalar>(
        _ row: inout Row<Scalar>, _ softmax: RowSoftmax<Scalar>, scale: Double
    ) -> Double {
        let kept = 1 - labelSmoothing
        let share = smoothedClasses.share(of: labelSmoothing, row.scores)
        func smoothed(_ row: Row<Scalar>, _ index: Int) -> Double {
            kept * Double(row.distribution[index]) + smoothedClasses.part(share, for: row.scores[index])
        }
        var cost = 0.0
        var coefficientSum = 0.0
        for index in row.scores.indices {
            let target = smoothed(row, index)
            let weight = Double(row.weight(index))
            let logarithm = softmax.logarithm(row.scores[index])
            if target != 0 || smoothedClasses.contains(row.scores[index]) {
                cost -= product(target * weight, logarithm)
            }
            coefficientSum += target * weight
            guard row.wantsGradient else { continue }
            row.targetGradient[index] = Scalar(-product(kept * weight, logarithm) * scale)
            row.weightGradient[index] = Scalar(-product(target, logarithm) * scale)
        }
        softmax.writeGradient(&row, coefficientSum: scale * coefficientSum) { row, index in
            scale * (smoothed(row, index) * Double(row.weight(index)))
        }
        return cost
    }
}
