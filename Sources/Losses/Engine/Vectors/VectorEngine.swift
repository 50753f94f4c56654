// Evaluates a vector loss: shapes, the loop over the items, reduction and gradients.

import Catalogue

/// One vector problem on its way to an answer.
struct VectorEngine<Method: VectorLoss, Scalar: LossScalar> {
    private let loss: Method
    private let problem: Problem<Scalar>
    private let operands: [VectorOperand]
    private let tensors: [Tensor<Scalar>]
    private let layout: VectorLayout<Scalar>
    private let reducer: Reducer<Scalar>

    init(_ loss: Method, _ problem: Problem<Scalar>) throws(LossFaults) {
        self.loss = loss
        self.problem = problem
        var operands: [(operand: VectorOperand, tensor: Tensor<Scalar>)] = []
        for operand in Method.operands { operands.append((operand, try problem.tensor(operand.name))) }
        self.operands = operands.map(\.operand)
        tensors = operands.map(\.tensor)
        try loss.check()
        try Method.check(tensors.map(\.shape))
        let layout = try VectorLayout(operands, size: Method.vectorSize, limit: problem.elementLimit)
        self.layout = layout
        let items = try ItemWeights.checked(problem, shape: layout.itemShape)
        reducer = Reducer(
            problem, items: items, denominator: items.sum, emptyMeanIsZero: Method.emptyMeanIsZero)
    }

    func evaluate() throws(LossFaults) -> Evaluation<Scalar> {
        if problem.isOnlyChecked { return .checked(elementCount: layout.work) }
        let wanted = operands.indices.filter { problem.gradients.contains(operands[$0].name) }
        var losses = [Double](repeating: 0, count: layout.itemCount)
        var slopes = wanted.map { VectorGradient<Scalar>(tensors[$0].values.count, isOwn: layout.isOwn($0)) }
        var item = emptyItem()
        for index in losses.indices where !reducer.items.leavesOut(index) {
            gather(index, into: &item)
            losses[index] = loss.evaluate(&item)
            if problem.isSafe { losses[index] = settled(losses[index], of: &item) }
            for (place, operand) in wanted.enumerated() {
                slopes[place].add(
                    item.gradients[operand], times: reducer.scale(index), stride: layout.stride(of: operand),
                    at: layout.start(of: operand, at: index, width: width(operand)))
            }
        }
        var gradients: NamedList<Tensor<Scalar>> = [:]
        for (slopes, operand) in zip(slopes, wanted) {
            gradients[operands[operand].name] = Tensor(shape: tensors[operand].shape, values: slopes.values)
        }
        var warnings = layout.warnings
        if let warning = reducer.warning(problem, input: operands[0].name) { warnings.append(warning) }
        return Evaluation(
            loss: reducer.reduce(losses), denominator: Scalar(reducer.denominator),
            gradients: problem.settled(gradients), warnings: warnings, elementCount: layout.work,
            counts: reducer.items.countsAny)
    }

    /// The cost of an item that is to be safe; unless it holds NaN, what is not a number is replaced.
    private func settled(_ cost: Double, of item: inout VectorItem) -> Double {
        guard cost.isNaN || !item.gradients.allSatisfy({ $0.allSatisfy(\.isFinite) }),
            item.values.allSatisfy({ !$0.contains(where: \.isNaN) })
        else { return cost }
        for operand in item.gradients.indices { item.gradients[operand] = item.gradients[operand].map(Settling.slope) }
        return Settling.cost(cost)
    }

    private func emptyItem() -> VectorItem {
        let zeros = operands.map { [Double](repeating: 0, count: $0.isVector ? layout.size : 1) }
        return VectorItem(
            values: zeros, gradients: zeros, widths: operands.indices.map(width),
            wants: operands.map { problem.gradients.contains($0.name) },
            largest: Double(Scalar.greatestFiniteMagnitude))
    }

    /// The elements that an operand has for one item.
    private func width(_ operand: Int) -> Int {
        operands[operand].isVector ? tensors[operand].shape.last ?? 1 : 1
    }

    private func gather(_ index: Int, into item: inout VectorItem) {
        for operand in tensors.indices {
            let start = layout.start(of: operand, at: index, width: width(operand))
            let isRepeated = layout.stride(of: operand) == 0
            unsafe item.values[operand].withUnsafeMutableBufferPointer { target in
                unsafe tensors[operand].values.withUnsafeBufferPointer { source in
                    if isRepeated {
                        if !target.isEmpty { unsafe target.update(repeating: Double(source[start])) }
                    } else {
                        for element in 0..<target.count { unsafe target[element] = Double(source[start &+ element]) }
                    }
                }
            }
            if item.wants[operand] { item.gradients[operand].clear() }
        }
    }
}

/// The derivatives by the numbers of one operand.
private struct VectorGradient<Scalar: LossScalar> {
    /// Where every number belongs to one item.
    private var rounded: [Scalar]
    /// Where items share numbers; rounded only when all are added.
    private var sums: [Double]

    init(_ count: Int, isOwn: Bool) {
        rounded = [Scalar](repeating: 0, count: isOwn ? count : 0)
        sums = [Double](repeating: 0, count: isOwn ? 0 : count)
    }

    var values: [Scalar] { sums.isEmpty ? rounded : sums.map { Scalar($0) } }

    /// Adds an item's derivatives, whose numbers begin there.
    mutating func add(_ slopes: [Double], times scale: Double, stride: Int, at start: Int) {
        unsafe slopes.withUnsafeBufferPointer { slopes in
            guard sums.isEmpty else {
                return unsafe sums.withUnsafeMutableBufferPointer { sums in
                    for element in 0..<slopes.count {
                        unsafe sums[start &+ element &* stride] += slopes[element] * scale
                    }
                }
            }
            unsafe rounded.withUnsafeMutableBufferPointer { rounded in
                // As a sum would have it, 0 has no sign.
                for element in 0..<slopes.count {
                    unsafe rounded[start &+ element] = Scalar(0 + slopes[element] * scale)
                }
            }
        }
    }
}
