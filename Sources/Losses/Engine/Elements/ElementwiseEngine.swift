// Evaluates an elementwise loss: shapes, weights, the loops, reduction and gradients.

import Catalogue

/// One elementwise problem on its way to an answer.
struct ElementwiseEngine<Method: ElementwiseLoss, Scalar: LossScalar> {
    private let loss: Method
    private let problem: Problem<Scalar>
    private let operands: [(name: String, tensor: Tensor<Scalar>)]
    private let shapes: ElementwiseShapes<Scalar>
    private let layout: ItemLayout
    /// The element weights, aligned with the elements.
    private let weights: [Scalar]?
    private let reducer: Reducer<Scalar>

    init(_ loss: Method, _ problem: Problem<Scalar>) throws(LossFaults) {
        self.loss = loss
        self.problem = problem
        var operands: [(name: String, tensor: Tensor<Scalar>)] = []
        operands.reserveCapacity(Method.operands.count)
        // A third operand may be left out.
        for (index, name) in Method.operands.enumerated() where index < 2 || problem.tensors[name] != nil {
            operands.append((name, try problem.tensor(name)))
        }
        self.operands = operands
        shapes = try ElementwiseShapes(operands, Method.broadcasting, limit: problem.elementLimit)
        let layout = try ItemLayout(Method.items, shape: shapes.shape, input: operands[0].tensor.shape)
        self.layout = layout
        let (shape, inputShape) = (shapes.shape, operands[0].tensor.shape)
        var faults: [LossFault] = []
        let weights = LossFaults.collect(into: &faults) { () throws(LossFaults) in
            try Self.weights(problem, shape, inputShape)
        }
        let items = LossFaults.collect(into: &faults) { () throws(LossFaults) in
            try ItemWeights(problem, shape: layout.itemShape)
        }
        LossFaults.collect(into: &faults) { () throws(LossFaults) in
            try Reducer.checkGradOutput(problem, shape: layout.itemShape)
        }
        if let items { faults += Self.domainFaults(operands, shape, layout, items) }
        guard let weights, let items, faults.isEmpty else {
            throw LossFaults(faults) ?? LossFaults(.missing, at: .tensor("input"), "nothing to evaluate")
        }
        self.weights = weights
        let denominator = Self.denominator(problem, items, weights, layout, inputShape)
        reducer = Reducer(problem, items: items, denominator: denominator)
    }

    func evaluate() throws(LossFaults) -> Evaluation<Scalar> {
        if problem.isOnlyChecked { return .checked(elementCount: shapes.count) }
        let pass = ElementPass(
            loss: loss, operands: operands.map { $0.tensor.expanded(to: shapes.shape) }, weights: weights,
            layout: layout, reducer: reducer, count: shapes.count,
            leavesOutZeroWeights: problem.isSafe && weights != nil, isSafe: problem.isSafe)
        var losses: ItemLosses?
        var gradients: NamedList<Tensor<Scalar>> = [:]
        // The first gradient is made in the same pass as the loss, further ones in their own.
        for index in operands.indices where problem.gradients.contains(operands[index].name) {
            let (name, tensor) = operands[index]
            if tensor.shape == shapes.shape {
                let outcome: ElementPass<Method, Scalar>.Outcome<Scalar> =
                    index == 0 ? runPlainly(pass, wantsGradient: true) ?? run(pass, by: 0) : run(pass, by: index)
                losses = outcome.losses
                gradients[name] = Tensor(shape: shapes.shape, values: outcome.gradient)
            } else {
                // What is summed up is rounded only then.
                let outcome: ElementPass<Method, Scalar>.Outcome<Double> = run(pass, by: index)
                losses = outcome.losses
                gradients[name] = Tensor<Double>(shape: shapes.shape, values: outcome.gradient).summed(to: tensor.shape)
            }
        }
        let found = losses ?? valuesAlone(pass)
        if problem.gradients.contains("weight") {
            gradients["weight"] = weightGradient(pass, mean: problem.reduction == .mean ? reducer.total(found) : 0)
        }
        var warnings = loss.warnings(problem.reduction)
        if !shapes.warnings.isEmpty {
            // Options, and a single number for the third tensor, are made to broadcast.
            let meant = Method.entry.inputs.filter { input in
                input.place == .options
                    || (Method.operands.dropFirst(2).contains(input.name)
                        && problem.tensors[input.name]?.shape.isEmpty == true)
            }.map { LossPlace.tensor($0.name) }
            warnings = shapes.warnings.filter { !meant.contains($0.place) } + warnings
        }
        if let warning = reducer.warning(problem, input: operands[0].name) { warnings.append(warning) }
        return Evaluation(
            loss: reducer.reduce(found), denominator: Scalar(reducer.denominator),
            gradients: problem.settled(gradients), warnings: warnings, elementCount: shapes.count, counts: counts)
    }

    /// Whether an element counts.
    private var counts: Bool {
        guard let weights else { return reducer.items.countsAny }
        return weights.indices.contains { weights[$0] != 0 && !reducer.items.leavesOut(layout.item(of: $0)) }
    }
}

// The passes.
extension ElementwiseEngine {
    /// Items of several elements are reduced each by itself before they are weighed and summed up; of those of a safe
    /// problem one must be able to tell why their sum is NaN.
    private var keepsItems: Bool { problem.reduction == .none || layout.hasRows || problem.isSafe }

    /// The losses and the derivative by the first operand, where neither the elements nor the reduction want anything
    /// but the sum.
    private func runPlainly(
        _ pass: ElementPass<Method, Scalar>, wantsGradient: Bool
    ) -> ElementPass<Method, Scalar>.Outcome<Scalar>? {
        guard pass.isPlain, problem.reduction != .none else { return nil }
        let outcome = pass.runPlainly(wantsGradient: wantsGradient)
        return problem.isSafe && !outcome.isFinite ? nil : outcome
    }

    /// The losses, and the derivative of the reduced loss by each element of one operand.
    private func run<Number: LossScalar>(
        _ pass: ElementPass<Method, Scalar>, by operand: Int
    ) -> ElementPass<Method, Scalar>.Outcome<Number> {
        switch operand {
        case 0: pass.run(keepsItems: keepsItems, wantsGradient: true, FirstSlope())
        case 1: pass.run(keepsItems: keepsItems, wantsGradient: true, SecondSlope())
        default: pass.run(keepsItems: keepsItems, wantsGradient: true, ThirdSlope())
        }
    }

    private func valuesAlone(_ pass: ElementPass<Method, Scalar>) -> ItemLosses {
        if let outcome = runPlainly(pass, wantsGradient: false) { return outcome.losses }
        let outcome: ElementPass<Method, Scalar>.Outcome<Scalar> = pass.run(
            keepsItems: keepsItems, wantsGradient: false, FirstSlope())
        return outcome.losses
    }

    /// The gradient with respect to the element weights.
    private func weightGradient(_ pass: ElementPass<Method, Scalar>, mean: Double) -> Tensor<Scalar>? {
        guard let weight = problem.tensors["weight"] else { return nil }
        let dividesByWeights = Method.weighing == .inMean && problem.reduction == .mean
        // Moving one weight moves the denominator too; a weight that was broadcast counts there only once.
        let copies = Double(weight.values.count) / Double(max(shapes.count, 1))
        let share = dividesByWeights ? mean * copies : 0
        // What an element costs is the derivative by its weight, also where that is 0.
        var pass = pass
        pass.leavesOutZeroWeights = false
        let outcome: ElementPass<Method, Scalar>.Outcome<Double> = pass.run(
            keepsItems: keepsItems, wantsGradient: true, WeightSlope(share: share))
        return Tensor<Double>(shape: shapes.shape, values: outcome.gradient).summed(to: weight.shape)
    }
}

// What is checked and prepared before.
extension ElementwiseEngine {
    /// The elements that lie outside of their domain, in items that count.
    private static func domainFaults(
        _ operands: [(name: String, tensor: Tensor<Scalar>)], _ shape: [Int], _ layout: ItemLayout,
        _ items: ItemWeights<Scalar>
    ) -> [LossFault] {
        var faults: [LossFault] = []
        for input in Method.entry.inputs {
            guard let domain = input.domain, let operand = operands.first(where: { $0.name == input.name }) else {
                continue
            }
            let (lower, upper) = (Scalar(domain.lowerBound), Scalar(domain.upperBound))
            // Of a tensor that was broadcast, an element is in several items, one of which will count.
            let hasItems = operand.tensor.shape == shape
            for (index, value) in operand.tensor.values.enumerated() where !(value >= lower && value <= upper) {
                if hasItems, items.leavesOut(layout.item(of: index)) { continue }
                guard faults.count < LossFaults.limit else { return faults }
                faults.append(
                    LossFault(
                        .outOfDomain, at: .tensor(input.name, element: index),
                        "\(value) is not between \(lower) and \(upper)"))
            }
        }
        return faults
    }

    /// The element weights, stretched to the elements.
    private static func weights(
        _ problem: Problem<Scalar>, _ shape: [Int], _ inputShape: [Int]
    ) throws(LossFaults) -> [Scalar]? {
        guard let weight = problem.tensors["weight"] else { return .none }
        if Method.weighing != .broadcast, weight.shape != inputShape {
            throw LossFaults(
                .shapeMismatch, at: .tensor("weight"), "weight has shape \(weight.shape), input has \(inputShape)")
        }
        guard Tensor<Scalar>.commonShape(weight.shape, shape) == shape else {
            throw LossFaults(
                .shapeMismatch, at: .tensor("weight"),
                "weight of shape \(weight.shape) does not broadcast to shape \(shape)")
        }
        return weight.expanded(to: shape)
    }

    /// How many rows of the batch count: by the first size of the input as it was given, as in torch.
    ///
    /// A row of which something is left counts whole, or by the mean of the weights of what is left.
    private static func batch(_ items: ItemWeights<Scalar>, _ inputShape: [Int]) -> Double {
        let rows = inputShape.first ?? 1
        let axis = items.shape.count - inputShape.count
        guard let weights = items.values, items.count > 0, rows > 0, axis >= 0 else { return Double(rows) }
        let inner = items.shape[axis...].dropFirst().reduce(1, *)
        var sums = [Double](repeating: 0, count: rows)
        var counts = [Double](repeating: 0, count: rows)
        for (item, weight) in weights.enumerated() where weight != 0 {
            // Of an input that was broadcast along its first dimension there is one row.
            let row = rows == 1 ? 0 : item / inner % rows
            sums[row] += Double(weight)
            counts[row] += 1
        }
        return zip(sums, counts).reduce(0) { $1.1 > 0 ? $0 + $1.0 / $1.1 : $0 }
    }

    private static func denominator(
        _ problem: Problem<Scalar>, _ items: ItemWeights<Scalar>, _ weights: [Scalar]?, _ layout: ItemLayout,
        _ inputShape: [Int]
    ) -> Double {
        if problem.reduction == .batchmean {
            return batch(items, inputShape)
        }
        guard Method.weighing == .inMean, let weights, let weight = problem.tensors["weight"] else { return items.sum }
        var sum = CompensatedSum()
        guard let itemWeights = items.values else {
            for value in weight.values { sum.add(Double(value)) }
            return sum.value
        }
        for (index, value) in weights.enumerated() {
            let itemWeight = itemWeights[layout.item(of: index)]
            if itemWeight != 0 { sum.add(Double(itemWeight) * Double(value)) }
        }
        // A weight that was broadcast along with the input counts once, as in torch.
        return sum.value * Double(weight.values.count) / Double(max(weights.count, 1))
    }
}
