// Evaluates a row loss: shapes, targets, the loop over the rows, reduction and gradients.

import Catalogue
import Parallelism

/// One row problem on its way to an answer.
struct RowEngine<Method: RowLoss, Source: RowSource> {
    typealias Scalar = Source.Scalar

    let loss: Method
    let problem: Problem<Scalar>
    private let source: Source
    let target: Tensor<Scalar>
    let layout: RowLayout
    let targets: RowTargets<Scalar>
    let classWeights: Tensor<Scalar>?
    let reducer: Reducer<Scalar>

    init(_ loss: Method, _ problem: Problem<Scalar>) throws(LossFaults) {
        self.loss = loss
        self.problem = problem
        try problem.checkExtents()
        source = try Source(problem)
        target = try problem.tensor("target")
        let layout = try RowLayout(source.shape, acceptsPositions: Method.acceptsPositions)
        self.layout = layout
        guard layout.classes > 0 || !Method.needsClasses else {
            throw LossFaults(.shapeMismatch, at: .tensor(Source.name), "\(Source.name) has no classes")
        }
        guard max(Saturating.extent(of: source.shape), source.work) <= problem.elementLimit else {
            throw LossFaults(
                .tooManyElements, at: .tensor(Source.name),
                "the scores have shape \(source.shape), which is more work than for the "
                    + "\(max(problem.elementLimit, 0)) elements that are allowed")
        }
        let (target, inputShape, weight) = (target, source.shape, problem.tensors["weight"])
        classWeights = weight
        var faults: [LossFault] = []
        let items = LossFaults.collect(into: &faults) { () throws(LossFaults) in
            try ItemWeights(problem, shape: layout.itemShape)
        }
        let targets = LossFaults.collect(into: &faults) { () throws(LossFaults) in
            try RowTargets(
                target, layout, items, inputShape: inputShape, ignoreIndex: loss.ignoreIndex,
                forms: Method.targetForms)
        }
        LossFaults.collect(into: &faults) { () throws(LossFaults) in
            try Reducer.checkGradOutput(problem, shape: layout.itemShape)
        }
        LossFaults.collect(into: &faults) { () throws(LossFaults) in try Self.check(weight, layout) }
        if let targets { faults += Self.faults(loss, problem, targets, layout) }
        guard let items, let targets, faults.isEmpty else {
            throw LossFaults(faults) ?? LossFaults(.missing, at: .tensor("input"), "nothing to evaluate")
        }
        self.targets = targets
        reducer = Reducer(
            problem, items: items,
            denominator: Self.denominator(items, targets, layout, Method.meanDividesByWeights ? weight?.values : nil))
    }

    func evaluate() throws(LossFaults) -> Evaluation<Scalar> {
        if problem.isOnlyChecked { return .checked(elementCount: elementCount) }
        let wants = (
            target: problem.gradients.contains("target"),
            weight: problem.gradients.contains("weight") && classWeights != nil
        )
        if let rows = source.whole, !wants.target, !wants.weight { return evaluateDirectly(rows) }
        return evaluate(wants)
    }

    /// Row after row.
    private func evaluate(_ wants: (target: Bool, weight: Bool)) -> Evaluation<Scalar> {
        var source = source
        source.begin(layout)
        var row = emptyRow(wantsGradient: !problem.gradients.isEmpty)
        var losses = [Double](repeating: 0, count: layout.itemCount)
        var targetGradient = [Scalar](repeating: 0, count: wants.target ? target.values.count : 0)
        var weightSums = [Double](repeating: 0, count: wants.weight ? layout.classes : 0)
        for item in 0..<layout.itemCount where !reducer.items.leavesOut(item) {
            source.read(item, into: &row.scores)
            aim(&row, at: item)
            losses[item] = cost(of: &row, at: item)
            source.take(row.gradient, of: item)
            if wants.target { layout.scatter(row.targetGradient, to: item, of: &targetGradient) }
            if wants.weight {
                for index in weightSums.indices { weightSums[index] += Double(row.weightGradient[index]) }
            }
        }
        var gradients = source.gradients()
        if wants.target { gradients["target"] = Tensor(shape: target.shape, values: targetGradient) }
        if wants.weight { gradients["weight"] = Tensor(shape: [layout.classes], values: weightSums.map { Scalar($0) }) }
        return evaluation(losses, gradients)
    }

    var elementCount: Int {
        max(source.work, targets.elementCount(of: layout), layout.itemCount)
    }

    private func evaluation(_ losses: [Double], _ gradients: NamedList<Tensor<Scalar>>) -> Evaluation<Scalar> {
        Evaluation(
            loss: reducer.reduce(losses), denominator: Scalar(reducer.denominator),
            gradients: problem.settled(gradients), warnings: warnings, elementCount: elementCount, counts: counts)
    }

    /// Whether a row counts.
    var counts: Bool {
        let weights = classWeights?.values
        let weighsAny = weights?.contains { $0 != 0 } ?? (layout.classes > 0)
        guard case .indices(let indices) = targets else { return weighsAny && reducer.items.countsAny }
        return indices.indices.contains { item in
            guard let index = indices[item], !reducer.items.leavesOut(item) else { return false }
            return loss.smoothsLabels ? weighsAny : weights.map { $0[index] != 0 } ?? true
        }
    }

    /// The same where the rows lie in one tensor: some rows on each processor.
    private func evaluateDirectly(_ rows: Tensor<Scalar>) -> Evaluation<Scalar> {
        let wantsGradient = problem.gradients.contains(Source.name)
        let count = rows.values.count
        var losses = [Double](repeating: 0, count: layout.itemCount)
        let gradient = unsafe losses.withUnsafeMutableBufferPointer { losses -> [Scalar] in
            // The parts have rows of their own, and every element lies in one row.
            nonisolated(unsafe) let losses = unsafe losses
            return unsafe Parallel.fill(
                wantsGradient ? count : 0, over: 0..<layout.itemCount,
                size: max(1, Parallel.partSize / max(layout.classes, 1))
            ) { items, target in
                var row = emptyRow(wantsGradient: wantsGradient)
                for item in items {
                    if reducer.items.leavesOut(item) {
                        for index in row.gradient.indices { row.gradient[index] = 0 }
                    } else {
                        aim(&row, at: item)
                        if Method.readsOneScore, case .index(let index) = row.target {
                            if let index { row.scores[index] = rows.values[layout.place(of: index, in: item)] }
                        } else {
                            layout.gather(item, of: rows.values, into: &row.scores)
                        }
                        unsafe losses[item] = cost(of: &row, at: item)
                    }
                    if let target = unsafe target { unsafe layout.scatter(row.gradient, to: item, of: target) }
                }
            }.numbers
        }
        return evaluation(
            losses, wantsGradient ? [Source.name: Tensor(shape: rows.shape, values: gradient)] : [:])
    }

    /// The cost of a row.
    @inline(__always)
    private func cost(of row: inout Row<Scalar>, at item: Int) -> Double {
        let cost = loss.evaluate(&row, scale: reducer.scale(item))
        return problem.isSafe ? settled(cost, of: &row, at: item) : cost
    }

    /// The cost of a row that is to be safe: a class of weight 0 costs nothing, and what is not a number is replaced.
    private func settled(_ cost: Double, of row: inout Row<Scalar>, at item: Int) -> Double {
        guard cost.isNaN || !row.hasFiniteGradients else { return cost }
        if cost.isNaN, case .index(let index?) = row.target, row.weight(index) == 0 {
            row.clearGradients()
            return 0
        }
        // Scores that are made of other numbers may be NaN where none of those is.
        let holdsNaN =
            source.whole == nil ? problem.holdsNaN : row.holdsNaN(readsOneScore: Method.readsOneScore)
        guard !holdsNaN else { return cost }
        var cost = cost
        if Method.hasSoftmax, row.scores.contains(.infinity), !row.scores.contains(where: \.isNaN) {
            Settling.limit(&row.scores)
            cost = loss.evaluate(&row, scale: reducer.scale(item))
        }
        if cost.isNaN { row.clearGradients() } else { row.settleGradients() }
        return Settling.cost(cost)
    }

    /// Sets what the row is compared with.
    private func aim(_ row: inout Row<Scalar>, at item: Int) {
        switch targets {
        case .indices(let indices):
            row.target = .index(indices[item])
        case .distributions(let values):
            row.target = .distribution
            layout.gather(item, of: values, into: &row.distribution)
        case .labels(let labels):
            row.target = .labels
            row.labels = labels[item]
        }
    }

    private func emptyRow(wantsGradient: Bool) -> Row<Scalar> {
        let zeros = [Scalar](repeating: 0, count: layout.classes)
        return Row(
            scores: zeros, target: .index(nil), distribution: zeros, classWeights: classWeights?.values,
            wantsGradient: wantsGradient, gradient: zeros,
            exponentials: [Double](repeating: 0, count: layout.classes), targetGradient: zeros, weightGradient: zeros)
    }

    var warnings: [LossWarning] {
        if let warning = reducer.warning(problem, input: Source.name) { return [warning] }
        guard case .indices(let indices) = targets, indices.allSatisfy({ $0 == nil }) else { return [] }
        return [
            LossWarning(
                code: .allIgnored, place: .tensor("target"),
                detail: "all targets are ignored; \(reducer.emptyOutcome)"
            )
        ]
    }
}

// What is checked and prepared before.
extension RowEngine {
    private static func check(_ weight: Tensor<Scalar>?, _ layout: RowLayout) throws(LossFaults) {
        guard let shape = weight?.shape, shape != [layout.classes] else { return }
        throw LossFaults(
            .shapeMismatch, at: .tensor("weight"),
            "weight has shape \(shape); \(layout.classes) classes need [\(layout.classes)]")
    }

    private static func faults(
        _ loss: Method, _ problem: Problem<Scalar>, _ targets: RowTargets<Scalar>, _ layout: RowLayout
    ) -> [LossFault] {
        switch targets {
        case .indices:
            return ["target", "weight"].filter(problem.gradients.contains).map {
                LossFault(
                    .notDifferentiable, at: .gradients,
                    "with class indices this loss has no gradient with respect to \($0)")
            }
        case .distributions where loss.refusesDistributions:
            return [
                LossFault(
                    .optionConflict, at: .option("ignore_index"),
                    "ignore_index goes with class indices; this target has the shape of probabilities")
            ]
        case .distributions: return []
        case .labels:
            let pairs = targets.elementCount(of: layout)
            guard pairs > problem.elementLimit else { return [] }
            return [
                LossFault(
                    .tooManyElements, at: .tensor("target"),
                    "\(pairs) pairs of a label and a class; at most \(max(problem.elementLimit, 0)) are allowed"
                )
            ]
        }
    }

    /// The sum of what each row counts: its class weight for an index, 1 for a distribution, nothing if ignored.
    private static func denominator(
        _ items: ItemWeights<Scalar>, _ targets: RowTargets<Scalar>, _ layout: RowLayout, _ classWeights: [Scalar]?
    ) -> Double {
        // Distributions over no classes are no elements.
        guard case .indices(let indices) = targets else { return layout.classes == 0 ? 0 : items.sum }
        var sum = CompensatedSum()
        for (item, index) in indices.enumerated() {
            guard let index else { continue }
            let weight = items.values.map { $0[item] } ?? 1
            guard weight != 0 else { continue }
            sum.add(Double(weight) * Double(classWeights.map { $0[index] } ?? 1))
        }
        return sum.value
    }
}
