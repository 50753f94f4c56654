// What the losses of overlapping regions have in common: their options and tensors.

import Catalogue

/// What the numbers of input and target are.
enum RegionMode: String, CaseIterable, Sendable {
    /// Scores of classes that exclude each other, and the index of one.
    case multiclass
    /// Scores of classes that do not, and 0 or 1 for each.
    case multilabel
    /// The same with a single class.
    case binary
}

/// What becomes of a class that the target does not show.
enum AbsentClass: String, CaseIterable, Sendable {
    /// It costs nothing, and counts in the mean.
    case zero
    /// It does not count.
    case exclude
    /// It costs what the formula says.
    case keep
}

/// The options that all losses of regions have.
struct RegionSettings: Sendable {
    var mode = RegionMode.multiclass
    var absentClass = AbsentClass.zero
    var sumsBatch = true
    var readsLogits = true
    var isLogarithmic = false
    var smooth = 0.0
    var eps = 1e-7
    var ignoredClass = -100
}

/// A loss that compares the regions of each class.
protocol RegionLoss: Loss {
    var settings: RegionSettings { get set }
    /// What false positives and false negatives count in the divisor of the score.
    var falseWeights: (positive: Double, negative: Double) { get }
    var powerOfMean: Double { get }
}

extension RegionLoss {
    package static func work(_ shapes: NamedList<[Int]>) -> Int { Work.product(shapes["input"] ?? []) }
    package static func itemShape(_ shapes: NamedList<[Int]>) -> [Int] { Array((shapes["input"] ?? []).prefix(2)) }

    var powerOfMean: Double { 1 }

    package func expectation(of input: Input) -> Expectation {
        switch input.name {
        case "input": settings.mode == .multiclass && settings.readsLogits ? .scores : .anything
        case "target": settings.mode == .multiclass ? .anything : .range(0...1, except: Double(settings.ignoredClass))
        default: input.expectation
        }
    }

    static var regionOptions: [Option<Self>] {
        [
            .choice(
                "mode", \.settings.mode,
                "Whether classes exclude each other (softmax, indices), do not (sigmoid, 0 and 1), or there is one."),
            .boolean(
                "from_logits", \.settings.readsLogits, "Whether input holds scores; otherwise it holds probabilities."),
            .number("smooth", \.settings.smooth, in: .nonNegative, "What is added to both sides of the quotient."),
            .number("eps", \.settings.eps, in: .positive, "The smallest divisor, and the smallest score of log_loss."),
            .boolean("log_loss", \.settings.isLogarithmic, "Whether the loss is −log of the score, not 1 less it."),
            .integer("ignore_index", \.settings.ignoredClass, "A target that is ignored."),
            .boolean(
                "sum_batch", \.settings.sumsBatch,
                "Whether a class is one region over the whole batch; otherwise each example is scored by itself."),
            .choice(
                "absent_class", \.settings.absentClass,
                "Whether a class that the target does not show costs nothing, does not count, or costs what it costs."),
        ]
    }

    package func evaluate(_ problem: Problem<Float>) throws(LossFaults) -> Evaluation<Float> {
        try ItemEngine<RegionProblem<Self, Float>>.evaluate(self, problem)
    }

    package func evaluate(_ problem: Problem<Double>) throws(LossFaults) -> Evaluation<Double> {
        try ItemEngine<RegionProblem<Self, Double>>.evaluate(self, problem)
    }
}

/// The words that the catalogue has for all of them.
enum RegionWords {
    static let denominator =
        "the number of classes, absent ones included (of examples and classes with sum_batch false; less the absent "
        + "ones with absent_class exclude; 0 where everything is ignored), or the sum of their class_weights; MONAI and "
        + "kornia divide otherwise"

    static let inputs: [Input] = [
        Input(
            "input", .logit, shape: "(N, C) or (N, C, d1, ..., dK); binary: any", gradient: .byDefault,
            "Scores, or probabilities with from_logits false."),
        Input(
            "target", .classIndexOrProbability,
            shape:
                "multiclass: (N) or (N, d1, ..., dK) of class indices; multilabel: input's; binary: input's, or that "
                + "without its dimension of 1",
            gradient: .never, "Classes, or 0 and 1 for each class, or anything between."),
        Input(
            "class_weights", in: .options, .weight, shape: "(C)", gradient: .never,
            "A weight for each class; the mean divides by their sum."),
    ]
}
