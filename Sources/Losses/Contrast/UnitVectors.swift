// Vectors of length 1, and the way of a gradient back to the vectors that they were made of.

import Catalogue

/// The rows of a matrix, each divided by its length, as torch's `normalize` does it.
struct UnitVectors<Scalar: LossScalar> {
    /// Shorter vectors are divided by this.
    private static var shortest: Double { 1e-12 }

    private let shape: [Int]
    let count: Int
    let size: Int
    private var units: [Double]
    private var lengths: [Double]
    /// The gradient by the units, collected.
    private var gradient: [Double]

    /// Bytes that a loss takes that compares the vectors of tensors of these shapes.
    ///
    /// Units and gradients in Double, and some numbers for each pair of one vector with all others.
    static func scratchBytes(_ shapes: NamedList<[Int]>) -> Int {
        let elements = Work.sum(shapes.values.map { Work.product($0) })
        let vectors = Work.sum(shapes.values.map { Work.product($0.dropLast()) })
        return Work.sum([Work.product([24, elements]), Work.product([128, vectors])])
    }

    /// `tensor` has vectors along its last dimension.
    init(_ tensor: Tensor<Scalar>, wantsGradient: Bool) {
        shape = tensor.shape
        size = shape[shape.count - 1]
        count = shape.dropLast().reduce(1, *)
        units = tensor.values.map { Double($0) }
        lengths = []
        gradient = [Double](repeating: 0, count: wantsGradient ? units.count : 0)
        for row in 0..<count {
            let range = (row * size)..<((row + 1) * size)
            let length = units[range].reduce(0) { $0 + $1 * $1 }.squareRoot()
            let divisor = Double.larger(length, Self.shortest)
            for index in range { units[index] /= divisor }
            lengths.append(length)
        }
    }

    /// The cosine between a vector of these and one of others.
    func cosine(_ row: Int, _ other: UnitVectors, _ otherRow: Int) -> Double {
        var sum = 0.0
        for index in 0..<size { sum += units[row * size + index] * other.units[otherRow * size + index] }
        return sum
    }

    /// Adds `slope` times the derivative of the cosine with a vector of others.
    mutating func add(_ slope: Double, to row: Int, _ other: UnitVectors, _ otherRow: Int) {
        guard !gradient.isEmpty else { return }
        for index in 0..<size { gradient[row * size + index] += slope * other.units[otherRow * size + index] }
    }

    /// Adds `slope` times the derivative of the cosine of two of these vectors, to both.
    mutating func addPair(_ slope: Double, _ row: Int, _ otherRow: Int) {
        guard !gradient.isEmpty else { return }
        for index in 0..<size {
            gradient[row * size + index] += slope * units[otherRow * size + index]
            gradient[otherRow * size + index] += slope * units[row * size + index]
        }
    }

    /// The gradient by the vectors themselves.
    var vectorGradient: Tensor<Scalar> {
        var values = gradient.map { Scalar($0) }
        for row in 0..<(gradient.isEmpty ? 0 : count) {
            let range = (row * size)..<((row + 1) * size)
            // What nothing depends on may be anything.
            guard range.contains(where: { gradient[$0] != 0 }) else { continue }
            // Along itself a vector changes only its length; one that is too short is divided by a constant.
            let along = range.reduce(0) { $0 + units[$1] * gradient[$1] }
            let isShort = lengths[row] < Self.shortest
            for index in range {
                let slope = isShort ? gradient[index] : gradient[index] - units[index] * along
                values[index] = Scalar(slope / (isShort ? Self.shortest : lengths[row]))
            }
        }
        return Tensor(shape: shape, values: values)
    }
}
