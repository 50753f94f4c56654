// Evaluates the items of a problem that cuts itself into items, and reduces them.

import Catalogue
import RealModule

/// A problem of that shape on its way to an answer.
struct ItemEngine<Parts: ItemProblem> {
    typealias Scalar = Parts.Scalar

    private let problem: Problem<Scalar>
    private var parts: Parts
    private let reducer: Reducer<Scalar>
    /// How many elements of elementwise losses the problem is as much work as.
    private let work: Int

    static func evaluate(_ loss: Parts.Method, _ problem: Problem<Scalar>) throws(LossFaults) -> Evaluation<Scalar> {
        var engine = try ItemEngine(loss, problem)
        if problem.isOnlyChecked { return .checked(elementCount: engine.work) }
        return engine.evaluate()
    }

    private init(_ loss: Parts.Method, _ problem: Problem<Scalar>) throws(LossFaults) {
        self.problem = problem
        try problem.checkExtents()
        var parts = try Parts(loss, problem)
        // Items without elements take their time too.
        work = max(parts.knownWork ?? Parts.Method.work(problem.shapes), Work.product(parts.itemShape))
        try problem.checkWork(work, of: Parts.Method.entry.inputs[0].name)
        let items = try ItemWeights.checked(problem, shape: parts.itemShape)
        try parts.begin(items)
        reducer = Reducer(
            problem, items: items, denominator: parts.denominator(items), emptyMeanIsZero: Parts.emptyMeanIsZero)
        self.parts = parts
    }

    private mutating func evaluate() -> Evaluation<Scalar> {
        let power = problem.reduction == .mean ? parts.powerOfMean : 1
        let losses = costs(times: power == 1 ? 1 : slope(ofPower: power))
        let loss =
            power == 1
            ? reducer.reduce(losses) : Tensor(Scalar(parts.unit * Double.pow(reducer.total(losses), power)))
        var warnings = parts.warnings
        if let warning = reducer.warning(problem, input: Parts.Method.entry.inputs[0].name) { warnings.append(warning) }
        return Evaluation(
            loss: loss, denominator: Scalar(reducer.denominator), gradients: problem.settled(parts.gradients()),
            warnings: warnings, elementCount: work, counts: counts)
    }

    /// Whether an item counts.
    private var counts: Bool {
        let items = reducer.items
        guard items.countsAny, parts.hasComparisons else { return false }
        // Weights of both signs may sum to 0.
        return reducer.denominator != 0 || (items.values != nil && parts.denominator(items.magnitudes) != 0)
    }

    /// The losses of the items, whose gradients are collected with that factor if any is wanted.
    private mutating func costs(times factor: Double?) -> [Double] {
        let isWanted = !problem.gradients.isEmpty
        var losses = [Double](repeating: 0, count: reducer.items.count)
        for item in losses.indices where !reducer.items.leavesOut(item) {
            let scale = isWanted ? factor.map { reducer.scale(item) * $0 } : nil
            losses[item] = parts.evaluate(item, scale: scale)
        }
        if problem.isSafe, losses.contains(where: \.isNaN), !problem.holdsNaN { losses = losses.map(Settling.cost) }
        return losses
    }

    /// The derivative of a power of the mean by the mean, which must be known for that.
    private mutating func slope(ofPower power: Double) -> Double {
        let mean = reducer.total(costs(times: nil))
        // At 0 a root has no slope, and neither has anything below it.
        return mean == 0 ? 0 : power * .pow(mean, power - 1)
    }
}
