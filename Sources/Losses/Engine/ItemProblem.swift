// The fourth shape of loss: one that cuts its tensors into items in a way of its own.

import Catalogue
import RealModule

/// A problem of a loss whose items are neither elements, rows nor vectors, or depend on each other.
///
/// It says which items there are, what each costs, and collects the gradients; which items count, how much, and how
/// they are reduced is not its business.
protocol ItemProblem {
    associatedtype Method: Loss
    associatedtype Scalar: LossScalar

    /// - Throws: when the tensors do not go together.
    init(_ loss: Method, _ problem: Problem<Scalar>) throws(LossFaults)

    /// The shape of the unreduced loss.
    var itemShape: [Int] { get }
    /// How many elements of other losses the evaluation is as much work as.
    var elementCount: Int { get }

    /// Checks the numbers that count, and prepares the items.
    mutating func begin(_ items: ItemWeights<Scalar>) throws(LossFaults)

    /// What `mean` divides by.
    func denominator(_ items: ItemWeights<Scalar>) -> Double

    /// Whether the mean of no items is 0 and not NaN.
    static var emptyMeanIsZero: Bool { get }

    /// The cost of an item; adds `scale` times its derivatives to the gradients, unless there is none.
    mutating func evaluate(_ item: Int, scale: Double?) -> Double

    /// The power that a mean is raised to.
    var powerOfMean: Double { get }

    /// The gradients that are wanted, after all items have been evaluated.
    mutating func gradients() -> [String: Tensor<Scalar>]
    var warnings: [LossWarning] { get }
}

extension ItemProblem {
    func denominator(_ items: ItemWeights<Scalar>) -> Double { items.sum }
    static var emptyMeanIsZero: Bool { false }
    var powerOfMean: Double { 1 }
    var warnings: [LossWarning] { [] }
}

/// Evaluates the items of a problem and reduces them.
enum ItemEngine<Parts: ItemProblem> {
    static func evaluate(
        _ loss: Parts.Method, _ problem: Problem<Parts.Scalar>
    ) throws(LossFaults) -> Evaluation<Parts.Scalar> {
        try problem.checkExtents()
        var parts = try Parts(loss, problem)
        let first = Parts.Method.entry.inputs[0].name
        // Items without elements take their time too.
        let work = max(parts.elementCount, Work.product(parts.itemShape))
        guard work <= problem.elementLimit else {
            throw LossFaults(
                .tooManyElements, at: .tensor(first),
                "this is as much work as \(work) elements of other losses; there is room for "
                    + "\(max(problem.elementLimit, 0))")
        }
        let items = try ItemWeights.checked(problem, shape: parts.itemShape)
        try parts.begin(items)
        let reducer = Reducer(
            problem, items: items, denominator: parts.denominator(items), emptyMeanIsZero: Parts.emptyMeanIsZero)
        let power = problem.reduction == .mean ? parts.powerOfMean : 1
        var losses = [Double](repeating: 0, count: items.count)
        var factor = 1.0
        if power != 1 {
            // The gradient of a power of the mean needs the mean.
            for item in losses.indices where !items.leavesOut(item) { losses[item] = parts.evaluate(item, scale: nil) }
            let mean = reducer.total(losses)
            // At 0 a root has no slope, and neither has anything below it.
            factor = mean == 0 ? 0 : power * .pow(mean, power - 1)
        }
        let isWanted = !problem.gradients.isEmpty
        for item in losses.indices where !items.leavesOut(item) {
            let scale = isWanted ? reducer.scale(item) * factor : nil
            losses[item] = parts.evaluate(item, scale: scale)
        }
        let loss =
            power == 1 ? reducer.reduce(losses) : Tensor(Parts.Scalar(Double.pow(reducer.total(losses), power)))
        var warnings = parts.warnings
        if let warning = reducer.warning(problem, input: first) { warnings.append(warning) }
        return Evaluation(
            loss: loss, denominator: Parts.Scalar(reducer.denominator),
            gradients: parts.gradients(), warnings: warnings, elementCount: max(work, items.count))
    }
}
