// Scores that are a linear map of features, made a tile at a time, so that they never all exist together.

import Catalogue

/// The rows x·Wᵀ + b of features x, with weights W of shape (C, F) or (C, d1, ..., dK, F) and biases b.
struct LinearRows<Scalar: LossScalar>: RowSource {
    static var name: String { "input" }
    /// Scores in a tile, unless a single row has more.
    private static var tileSize: Int { 1 << 16 }
    /// Rows in a tile; more would not be faster.
    private static var tileRows: Int { 32 }

    private let features: Tensor<Scalar>
    private let weight: Tensor<Scalar>
    private let bias: Tensor<Scalar>?
    private let isSafe: Bool
    private let wants: (features: Bool, weight: Bool, bias: Bool)
    let shape: [Int]
    let work: Int
    private let classes: Int
    /// The number of features.
    private let width: Int
    /// The number of positions behind the class dimension.
    private let positions: Int
    private var itemCount = 0
    private var tile = 0..<0
    private var scores: [Scalar] = []
    private var upstream: [Scalar] = []
    private var isTaken: [Bool] = []
    private var featureGradient: [Double] = []
    private var weightGradient: [Double] = []
    private var biasGradient: [Double] = []

    init(_ problem: Problem<Scalar>) throws(LossFaults) {
        features = try problem.tensor("input")
        weight = try problem.tensor("linear_weight")
        bias = problem.tensors["linear_bias"]
        isSafe = problem.isSafe
        work = LinearCrossEntropy.work(problem.shapes)
        wants = (
            problem.gradients.contains("input"), problem.gradients.contains("linear_weight"),
            problem.gradients.contains("linear_bias") && bias != nil
        )
        try Self.check(features.shape, weight.shape, bias?.shape)
        width = features.shape.last ?? 0
        classes = weight.shape[0]
        shape = features.shape.dropLast() + weight.shape.dropLast()
        positions = weight.shape.dropFirst().dropLast().reduce(1, *)
    }

    private static func check(_ features: [Int], _ weight: [Int], _ bias: [Int]?) throws(LossFaults) {
        guard features.count == 1 || features.count == 2 else {
            throw LossFaults(
                .shapeMismatch, at: .tensor("input"), "input has shape \(features); this loss takes (F) or (N, F)")
        }
        guard weight.count >= 2, weight.last == features.last, features.count == 2 || weight.count == 2 else {
            throw LossFaults(
                .shapeMismatch, at: .tensor("linear_weight"),
                "linear_weight has shape \(weight); input of shape \(features) needs (C, \(features.last ?? 0))"
                    + (features.count == 2 ? " or (C, d1, ..., dK, \(features.last ?? 0))" : ""))
        }
        guard bias == nil || bias == weight.dropLast() else {
            throw LossFaults(
                .shapeMismatch, at: .tensor("linear_bias"),
                "linear_bias has shape \(bias ?? []); linear_weight of shape \(weight) needs \(Array(weight.dropLast()))"
            )
        }
    }

    mutating func begin(_ layout: RowLayout) {
        itemCount = layout.itemCount
        if wants.features { featureGradient = [Double](repeating: 0, count: features.values.count) }
        if wants.weight { weightGradient = [Double](repeating: 0, count: weight.values.count) }
        if wants.bias { biasGradient = [Double](repeating: 0, count: bias?.values.count ?? 0) }
    }

    mutating func read(_ item: Int, into scores: inout [Scalar]) {
        if !tile.contains(item) { makeTile(from: item) }
        let start = (item - tile.lowerBound) * classes
        for index in 0..<classes { scores[index] = self.scores[start + index] }
    }

    mutating func take(_ gradient: [Scalar], of item: Int) {
        guard wants.features || wants.weight || wants.bias else { return }
        let row = item - tile.lowerBound
        isTaken[row] = true
        for index in 0..<classes { upstream[row * classes + index] = gradient[index] }
    }

    /// How many scores there are at the moment.
    var heldScores: Int { scores.count }

    mutating func gradients() -> NamedList<Tensor<Scalar>> {
        useGradients()
        var gradients: NamedList<Tensor<Scalar>> = [:]
        if wants.features {
            gradients["input"] = Tensor(shape: features.shape, values: featureGradient.map { Scalar($0) })
        }
        if wants.weight {
            gradients["linear_weight"] = Tensor(shape: weight.shape, values: weightGradient.map { Scalar($0) })
        }
        if wants.bias, let bias {
            gradients["linear_bias"] = Tensor(shape: bias.shape, values: biasGradient.map { Scalar($0) })
        }
        return gradients
    }
}

// The arithmetic.
extension LinearRows {
    /// Computes the scores of the rows from `item` on, as many as a tile holds.
    private mutating func makeTile(from item: Int) {
        useGradients()
        let rows = min(Self.tileRows, max(1, Self.tileSize / max(classes, 1)), itemCount - item)
        tile = item..<(item + rows)
        scores = [Scalar](repeating: 0, count: rows * classes)
        upstream = scores
        isTaken = [Bool](repeating: false, count: rows)
        for index in 0..<classes {
            for row in 0..<rows {
                let (start, parameters) = starts(of: row, index)
                var sum = bias.map { Double($0.values[parameters]) } ?? 0
                for feature in 0..<width {
                    sum +=
                        Double(features.values[start + feature])
                        * Double(weight.values[parameters * width + feature])
                }
                scores[row * classes + index] = Scalar(sum)
            }
        }
    }

    /// Adds the contribution of the tile's scores to the gradients of features, weights and biases.
    private mutating func useGradients() {
        for index in 0..<classes {
            for row in isTaken.indices where isTaken[row] {
                let (start, parameters) = starts(of: row, index)
                let slope = Double(upstream[row * classes + index])
                if isSafe, slope == 0 { continue }
                if wants.bias { biasGradient[parameters] += slope }
                for feature in 0..<(wants.weight ? width : 0) {
                    weightGradient[parameters * width + feature] += slope * Double(features.values[start + feature])
                }
                for feature in 0..<(wants.features ? width : 0) {
                    featureGradient[start + feature] += slope * Double(weight.values[parameters * width + feature])
                }
            }
        }
        isTaken = []
    }

    /// Where the features of a row of the tile begin, and which row of the weights makes its score of a class.
    private func starts(of row: Int, _ index: Int) -> (features: Int, parameters: Int) {
        let item = tile.lowerBound + row
        return (item / positions * width, index * positions + item % positions)
    }
}
