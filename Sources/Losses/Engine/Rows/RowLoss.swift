// The second shape of loss: a row of scores, one for each class, against a class or a distribution over the classes.

import Catalogue

/// What a row is compared with.
enum RowTarget {
    /// The index of a class; `nil` where the target is ignored.
    case index(Int?)
    /// The row's distribution over the classes.
    case distribution
    /// The row's labels.
    case labels
}

/// What targets a row loss takes.
enum TargetForms {
    /// A class for each row.
    case index
    /// The same, or a distribution over the classes where the target has the input's shape.
    case indexOrDistribution
    /// As many places for labels as there are classes, the first −1 ending them.
    case labels
}

/// One row of scores and the class weights, and room for its gradients.
struct Row<Scalar: LossScalar> {
    var scores: [Scalar]
    var target: RowTarget
    /// A weight for each class, where the target is a distribution.
    var distribution: [Scalar]
    /// The classes that the row belongs to, where the target is labels.
    var labels: [Int] = []
    let classWeights: [Scalar]?
    let wantsGradient: Bool
    /// The derivative by each score, filled in when it is wanted.
    var gradient: [Scalar]
    /// Room for the exponentials of the scores.
    var exponentials: [Double]
    /// The derivatives by target and class weights, of a row that is compared with a distribution.
    var targetGradient: [Scalar]
    var weightGradient: [Scalar]

    /// The weight of one class.
    @inline(__always)
    func weight(_ index: Int) -> Scalar {
        guard let classWeights else { return 1 }
        return classWeights[index]
    }
}

// What `safe` asks of a row.
extension Row {
    var hasFiniteGradients: Bool {
        guard wantsGradient else { return true }
        return [gradient, targetGradient, weightGradient].allSatisfy { $0.allSatisfy(\.isFinite) }
    }

    /// Whether a number that the loss reads is NaN.
    func holdsNaN(readsOneScore: Bool) -> Bool {
        if let classWeights, classWeights.contains(where: \.isNaN) { return true }
        switch target {
        case .index(let index) where readsOneScore: return index.map { scores[$0].isNaN } ?? false
        case .distribution: return scores.contains(where: \.isNaN) || distribution.contains(where: \.isNaN)
        case .index, .labels: return scores.contains(where: \.isNaN)
        }
    }

    mutating func clearGradients() {
        for index in gradient.indices { (gradient[index], targetGradient[index], weightGradient[index]) = (0, 0, 0) }
    }

    mutating func settleGradients() {
        for index in gradient.indices {
            gradient[index] = Settling.slope(gradient[index])
            targetGradient[index] = Settling.slope(targetGradient[index])
            weightGradient[index] = Settling.slope(weightGradient[index])
        }
    }
}

/// A loss that is defined by the cost of one row.
protocol RowLoss: Loss {
    /// The target that stands for "no class here", if there is one.
    var ignoreIndex: Int? { get }
    /// Whether rows may lie at positions behind the class dimension.
    static var acceptsPositions: Bool { get }
    /// Whether the weight of a row's class counts in the denominator of `mean`.
    static var meanDividesByWeights: Bool { get }
    static var targetForms: TargetForms { get }
    /// Whether a row with a class for its target is read at that class alone.
    static var readsOneScore: Bool { get }
    /// Whether the cost is one of the softmax of the scores.
    static var hasSoftmax: Bool { get }
    /// Whether every class has a share of a target that is an index.
    var smoothsLabels: Bool { get }
    /// Whether there must be classes, as torch insists for some losses.
    static var needsClasses: Bool { get }
    /// Whether the `ignore_index` that was chosen goes with class indices only.
    var refusesDistributions: Bool { get }

    /// The problem in the shapes of rows and their targets, where torch accepts others as well.
    static func withRows<Scalar: LossScalar>(_ problem: Problem<Scalar>) throws(LossFaults) -> Problem<Scalar>

    /// Returns the cost of the row, and leaves `scale` times its derivatives in the row's gradients.
    func evaluate<Scalar: LossScalar>(_ row: inout Row<Scalar>, scale: Double) -> Double
}

extension RowLoss {
    static var targetForms: TargetForms { .index }
    static var acceptsPositions: Bool { true }
    static var readsOneScore: Bool { false }
    static var hasSoftmax: Bool { false }
    static var needsClasses: Bool { false }
    var smoothsLabels: Bool { false }
    var refusesDistributions: Bool { ignoreIndex.map { $0 >= 0 } == true }
    static var meanDividesByWeights: Bool { true }

    package static func work(_ shapes: NamedList<[Int]>) -> Int { Work.product(shapes["input"] ?? []) }

    package static func itemShape(_ shapes: NamedList<[Int]>) -> [Int] {
        var shape = shapes["input"] ?? []
        if !shape.isEmpty { shape.remove(at: shape.count > 1 ? 1 : 0) }
        return shape
    }

    package static func scratchBytes(_ shapes: NamedList<[Int]>, isReduced: Bool) -> Int {
        // A target, a loss and a weight for each row, and a copy of targets that are distributions.
        Work.sum([Work.product(itemShape(shapes) + [64]), Work.product([16, Work.product(shapes["target"] ?? [])])])
    }

    static func withRows<Scalar: LossScalar>(_ problem: Problem<Scalar>) throws(LossFaults) -> Problem<Scalar> {
        problem
    }

    package func evaluate(_ problem: Problem<Float>) throws(LossFaults) -> Evaluation<Float> {
        try evaluate(rowsOf: problem)
    }

    package func evaluate(_ problem: Problem<Double>) throws(LossFaults) -> Evaluation<Double> {
        try evaluate(rowsOf: problem)
    }

    @inline(__always)
    private func evaluate<Scalar: LossScalar>(rowsOf problem: Problem<Scalar>) throws(LossFaults) -> Evaluation<Scalar>
    {
        let rows = try Self.withRows(problem)
        let evaluation = try RowEngine<Self, TensorRows<Scalar>>(self, rows).evaluate()
        guard let shape = problem.tensors["input"]?.shape, shape != rows.tensors["input"]?.shape else {
            return evaluation
        }
        return evaluation.reshaping("input", to: shape)
    }
}
