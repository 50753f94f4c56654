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
        let wanted = operands.indices.filter { problem.gradients.contains(operands[$0].name) }
        var losses = [Double](repeating: 0, count: layout.itemCount)
        var sums = tensors.indices.map {
            [Double](repeating: 0, count: wanted.contains($0) ? tensors[$0].values.count : 0)
        }
        var item = emptyItem(wantsGradient: !wanted.isEmpty)
        for index in losses.indices where !reducer.items.leavesOut(index) {
            gather(index, into: &item)
            losses[index] = loss.evaluate(&item)
            for operand in wanted {
                add(item.gradients[operand], of: operand, at: index, to: &sums[operand])
            }
        }
        var gradients: [String: Tensor<Scalar>] = [:]
        for operand in wanted {
            gradients[operands[operand].name] = Tensor(
                shape: tensors[operand].shape, values: sums[operand].map { Scalar($0) })
        }
        var warnings = layout.warnings
        if let warning = reducer.warning(problem, input: operands[0].name) { warnings.append(warning) }
        return Evaluation(
            loss: reducer.reduce(losses), denominator: Scalar(reducer.denominator), gradients: gradients,
            warnings: warnings, elementCount: layout.work)
    }

    private func emptyItem(wantsGradient: Bool) -> VectorItem {
        let zeros = operands.map { [Double](repeating: 0, count: $0.isVector ? layout.size : 1) }
        return VectorItem(
            values: zeros, gradients: zeros, widths: operands.indices.map(width),
            wantsGradient: wantsGradient,
            largest: Double(Scalar.greatestFiniteMagnitude))
    }

    /// The elements that an operand has for one item.
    private func width(_ operand: Int) -> Int {
        operands[operand].isVector ? tensors[operand].shape.last ?? 1 : 1
    }

    private func gather(_ index: Int, into item: inout VectorItem) {
        for operand in tensors.indices {
            let start = layout.start(of: operand, at: index, width: width(operand))
            let stride = layout.stride(of: operand)
            unsafe item.values[operand].withUnsafeMutableBufferPointer { target in
                unsafe tensors[operand].values.withUnsafeBufferPointer { source in
                    for element in target.indices {
                        unsafe target[element] = Double(source[start &+ element &* stride])
                    }
                }
            }
            unsafe item.gradients[operand].withUnsafeMutableBufferPointer { unsafe $0.update(repeating: 0) }
        }
    }

    private func add(_ gradient: [Double], of operand: Int, at index: Int, to sums: inout [Double]) {
        let scale = reducer.scale(index)
        let start = layout.start(of: operand, at: index, width: width(operand))
        let stride = layout.stride(of: operand)
        unsafe sums.withUnsafeMutableBufferPointer { sums in
            unsafe gradient.withUnsafeBufferPointer { gradient in
                for element in gradient.indices {
                    unsafe sums[start &+ element &* stride] += gradient[element] * scale
                }
            }
        }
    }
}
