// Cross-entropy of scores that are a linear map of features, without keeping the scores.

import Catalogue

struct LinearCrossEntropy: RowLoss, SafeForm {
    static let entry = Entry(
        "linear_cross_entropy", aliases: ["LinearCrossEntropyLoss"],
        summary: "Cross-entropy of the scores x·Wᵀ + b, made and forgotten a tile at a time.",
        formula: "cross_entropy of z = x·Wᵀ + b, with x = input, W = linear_weight, b = linear_bias",
        denominator: "cross_entropy's: the sum of weight[target] over the targets that are not ignored; "
            + "with probabilities the number of rows",
        inputs: [
            Input("input", .embedding, shape: "(F) or (N, F)", gradient: .byDefault, "Features."),
            Input(
                "linear_weight", .linearMap, shape: "(C, F) or (C, d1, ..., dK, F)", gradient: .byDefault,
                "The weights of the linear map, a row for each class."),
            Input(
                "linear_bias", .linearMap, shape: "(C) or (C, d1, ..., dK)", required: false, gradient: .byDefault,
                "What is added to each score."),
            Input(
                "target", .classIndexOrProbability,
                shape: "(), (N) or (N, d1, ..., dK) of class indices, or the scores' shape of probabilities",
                gradient: .onRequest, "Classes, or a distribution over them (only that has a gradient)."),
            Input(
                "weight", in: .options, .weight, shape: "(C)", gradient: .onRequest,
                "A weight for each class (with a gradient if the target is a distribution)."),
        ],
        source: "torch.nn.functional.linear_cross_entropy",
        example: #"{"loss": "linear_cross_entropy", "input": [[1.0, 2.0], [0.5, -1.0]], "#
            + #""linear_weight": [[1.0, 0.0], [0.0, 1.0], [1.0, 1.0]], "linear_bias": [0.0, 0.5, -1.0], "#
            + #""target": [0, 2]}"#)

    static let options: [Option<Self>] = [
        .integer("ignore_index", \.ignoredClass, "A class index that means \"no class\": such targets are ignored."),
        .number(
            "label_smoothing", \.crossEntropy.labelSmoothing, in: .closed(0, 1),
            "The share of the target that is spread evenly over the classes."),
        .choice("label_smoothing_classes", \.crossEntropy.smoothedClasses, SmoothedClasses.summary),
    ]

    static var targetForms: TargetForms { .indexOrDistribution }
    static var hasSoftmax: Bool { true }

    static let safeForm = CrossEntropy.safeForm

    var crossEntropy = CrossEntropy()
    /// Whether there is an `ignore_index` in the request: torch refuses one together with probabilities.
    private var isIgnoredClassChosen = false

    var ignoredClass: Int {
        get { crossEntropy.ignoredClass }
        set {
            crossEntropy.ignoredClass = newValue
            isIgnoredClassChosen = true
        }
    }

    var isSafe: Bool {
        get { crossEntropy.isSafe }
        set { crossEntropy.isSafe = newValue }
    }

    var ignoreIndex: Int? { ignoredClass }
    var smoothsLabels: Bool { crossEntropy.smoothsLabels }
    var refusesDistributions: Bool { isIgnoredClassChosen }

    func evaluate<Scalar: LossScalar>(_ row: inout Row<Scalar>, scale: Double) -> Double {
        crossEntropy.evaluate(&row, scale: scale)
    }

    package static func work(_ shapes: NamedList<[Int]>) -> Int {
        let (features, weight) = (shapes["input"] ?? [], shapes["linear_weight"] ?? [])
        return Work.products(
            Work.product(features.dropLast()), Work.product(weight.dropLast()), size: features.lastSize)
    }

    package static func itemShape(_ shapes: NamedList<[Int]>) -> [Int] {
        let (features, weight) = (shapes["input"] ?? [], shapes["linear_weight"] ?? [])
        // One row for each example and each position behind the classes.
        return (features.count > 1 ? [features.firstSize] : []) + weight.dropFirst().dropLast()
    }

    package static func scratchBytes(_ shapes: NamedList<[Int]>, isReduced: Bool) -> Int {
        // The gradients of features and weights are summed in Double; a target, a loss and a weight for each row, a
        // copy of targets that are distributions, and a tile of scores.
        let elements = Work.sum(shapes.values.map { Work.product($0) })
        return Work.sum([Work.product([16, elements]), Work.product(itemShape(shapes) + [64]), 1 << 20])
    }

    package func evaluate(_ problem: Problem<Float>) throws(LossFaults) -> Evaluation<Float> {
        try RowEngine<Self, LinearRows<Float>>(self, problem).evaluate()
    }

    package func evaluate(_ problem: Problem<Double>) throws(LossFaults) -> Evaluation<Double> {
        try RowEngine<Self, LinearRows<Double>>(self, problem).evaluate()
    }
}
