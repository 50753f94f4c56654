// Squared errors whose mean a root is taken of.

import Catalogue

/// The elements of two tensors that broadcast.
struct SquaredErrors<Scalar: LossScalar>: ItemProblem {
    private let tensors: [(name: String, tensor: Tensor<Scalar>)]
    private let shapes: ElementwiseShapes<Scalar>
    private var errors: [Double]
    private let wanted: [String]
    private var gradient: [Double] = []
    /// A power of two that the errors are divided by, where their squares would overflow or vanish.
    private(set) var unit = 1.0
    /// What the errors were divided by when they were made.
    private var base = 1.0

    init(_ loss: RMSELoss, _ problem: Problem<Scalar>) throws(LossFaults) {
        tensors = [("input", try problem.tensor("input")), ("target", try problem.tensor("target"))]
        let shapes = try ElementwiseShapes(tensors, .full, limit: problem.elementLimit)
        self.shapes = shapes
        let expanded = tensors.map { $0.tensor.expanded(to: shapes.shape) }
        errors = zip(expanded[0], expanded[1]).map { Double($0) - Double($1) }
        // Two finite numbers may lie further apart than any number is large.
        if zip(errors, zip(expanded[0], expanded[1])).contains(where: {
            $0.isInfinite && $1.0.isFinite && $1.1.isFinite
        }) {
            errors = zip(expanded[0], expanded[1]).map { Double($0) / 2 - Double($1) / 2 }
            base = 2
        }
        wanted = problem.gradients
    }

    var itemShape: [Int] { shapes.shape }
    var elementCount: Int { shapes.count }
    var powerOfMean: Double { 0.5 }
    var warnings: [LossWarning] { shapes.warnings }

    mutating func begin(_ items: ItemWeights<Scalar>) {
        if !wanted.isEmpty { gradient = [Double](repeating: 0, count: errors.count) }
        let largest = errors.indices.reduce(0) { largest, item in
            items.leavesOut(item) || !errors[item].isFinite ? largest : max(largest, abs(errors[item]))
        }
        guard largest > 0, !(0x1p-400...0x1p400).contains(largest) else { return }
        unit = Double(sign: .plus, exponent: largest.exponent, significand: 1)
        // Twice, since one over the smallest unit overflows.
        let half = Double(sign: .plus, exponent: largest.exponent / 2, significand: 1)
        errors = errors.map { $0 / half / (unit / half) * base }
    }

    mutating func evaluate(_ item: Int, scale: Double?) -> Double {
        if let scale { gradient[item] = 2 * errors[item] * scale }
        return errors[item] * errors[item]
    }

    func gradients() -> NamedList<Tensor<Scalar>> {
        var gradients: NamedList<Tensor<Scalar>> = [:]
        for ((name, tensor), sign) in zip(tensors, [1.0, -1]) where wanted.contains(name) {
            let slopes = Tensor<Double>(shape: shapes.shape, values: gradient.map { sign * $0 })
            gradients[name] = slopes.summed(to: tensor.shape)
        }
        return gradients
    }
}
