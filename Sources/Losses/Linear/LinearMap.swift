// A matrix that a vector is multiplied by, and the gradient of its elements.

/// The map x → W·x.
struct LinearMap<Scalar: LossScalar> {
    let weight: Tensor<Scalar>
    let rows: Int
    let columns: Int
    private let wantsGradient: Bool
    /// The gradient by the weights, collected over all vectors.
    private var gradient: [Double]

    /// `weight` has two dimensions.
    init(_ weight: Tensor<Scalar>, wantsGradient: Bool) {
        self.weight = weight
        rows = weight.shape[0]
        columns = weight.shape[1]
        self.wantsGradient = wantsGradient
        gradient = [Double](repeating: 0, count: wantsGradient ? weight.values.count : 0)
    }

    func callAsFunction(_ vector: [Double]) -> [Double] {
        (0..<rows).map { row in
            var sum = 0.0
            for column in 0..<columns { sum += Double(weight.values[row * columns + column]) * vector[column] }
            return sum
        }
    }

    /// Takes the derivatives by the results for `vector`, and returns those by its elements.
    mutating func backward(_ upstream: [Double], _ vector: [Double]) -> [Double] {
        var slopes = [Double](repeating: 0, count: columns)
        for row in 0..<rows {
            for column in 0..<columns {
                slopes[column] += upstream[row] * Double(weight.values[row * columns + column])
                if wantsGradient { gradient[row * columns + column] += upstream[row] * vector[column] }
            }
        }
        return slopes
    }

    /// The gradient of what was taken, if it is wanted.
    var weightGradient: Tensor<Scalar>? {
        wantsGradient ? Tensor(shape: weight.shape, values: gradient.map { Scalar($0) }) : nil
    }
}
