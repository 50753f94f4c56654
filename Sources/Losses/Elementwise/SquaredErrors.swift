// Squared errors whose mean a root is taken of.

/// The elements of two tensors that broadcast.
struct SquaredErrors<Scalar: LossScalar>: ItemProblem {
    private let tensors: [(name: String, tensor: Tensor<Scalar>)]
    private let shapes: ElementwiseShapes<Scalar>
    private let errors: [Double]
    private let wanted: Set<String>
    private var gradient: [Double] = []

    init(_ loss: RMSELoss, _ problem: Problem<Scalar>) throws(LossFaults) {
        tensors = [("input", try problem.tensor("input")), ("target", try problem.tensor("target"))]
        let shapes = try ElementwiseShapes(tensors, .full, limit: problem.elementLimit)
        self.shapes = shapes
        let expanded = tensors.map { $0.tensor.expanded(to: shapes.shape) }
        errors = zip(expanded[0], expanded[1]).map { Double($0) - Double($1) }
        wanted = problem.gradients
    }

    var itemShape: [Int] { shapes.shape }
    var elementCount: Int { shapes.count }
    var powerOfMean: Double { 0.5 }
    var warnings: [LossWarning] { shapes.warnings }

    mutating func begin(_ items: ItemWeights<Scalar>) {
        if !wanted.isEmpty { gradient = [Double](repeating: 0, count: errors.count) }
    }

    mutating func evaluate(_ item: Int, scale: Double?) -> Double {
        if let scale { gradient[item] = 2 * errors[item] * scale }
        return errors[item] * errors[item]
    }

    func gradients() -> [String: Tensor<Scalar>] {
        var gradients: [String: Tensor<Scalar>] = [:]
        for ((name, tensor), sign) in zip(tensors, [1.0, -1]) where wanted.contains(name) {
            let slopes = Tensor<Double>(shape: shapes.shape, values: gradient.map { sign * $0 })
            gradients[name] = slopes.summed(to: tensor.shape)
        }
        return gradients
    }
}
