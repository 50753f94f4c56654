// The queries of an info_nce_loss and the keys that each picks from.

import Catalogue

/// A batch of queries.
struct InfoNCEProblem<Scalar: LossScalar>: ItemProblem {
    private let problem: Problem<Scalar>
    private let temperature: Double
    private var queries: UnitVectors<Scalar>
    private var keys: UnitVectors<Scalar>
    private var negatives: UnitVectors<Scalar>
    /// Whether there are negative keys; otherwise the keys of the batch are negatives of each other.
    private let hasNegatives: Bool
    /// The number of negative keys of a query, and whether each query has its own.
    private let negativeCount: Int
    private let isPaired: Bool
    /// The queries that count.
    private var kept: [Int] = []
    let itemShape: [Int]

    init(_ loss: InfoNCELoss, _ problem: Problem<Scalar>) throws(LossFaults) {
        self.problem = problem
        temperature = loss.temperature
        let query = try problem.tensor("query")
        let key = try problem.tensor("positive_key")
        guard query.shape.count == 2 else {
            throw LossFaults(.shapeMismatch, at: .tensor("query"), "query has shape \(query.shape); it must be (N, D)")
        }
        guard key.shape == query.shape else {
            throw LossFaults(
                .shapeMismatch, at: .tensor("positive_key"),
                "positive_key has shape \(key.shape), query has \(query.shape)")
        }
        let wants = problem.gradients.contains
        queries = UnitVectors(query, wantsGradient: wants("query"))
        keys = UnitVectors(key, wantsGradient: wants("positive_key"))
        itemShape = [query.shape[0]]
        let negative = problem.tensors["negative_keys"] ?? Tensor(shape: [0, query.shape[1]], values: [])
        hasNegatives = problem.tensors["negative_keys"] != nil
        isPaired = negative.shape.count == 3
        guard negative.shape.last == query.shape[1], negative.shape.count == 2 || negative.shape.count == 3,
            !isPaired || negative.shape[0] == query.shape[0]
        else {
            throw LossFaults(
                .shapeMismatch, at: .tensor("negative_keys"),
                "negative_keys has shape \(negative.shape); queries of shape \(query.shape) need (M, \(query.shape[1])) "
                    + "or (\(query.shape[0]), M, \(query.shape[1]))")
        }
        negativeCount = negative.shape[negative.shape.count - 2]
        negatives = UnitVectors(negative, wantsGradient: wants("negative_keys"))
    }

    mutating func begin(_ items: ItemWeights<Scalar>) {
        kept = (0..<queries.count).filter { !items.leavesOut($0) }
    }

    /// A key that is alone cannot be mistaken.
    var hasComparisons: Bool { negativeCount > 0 || (!hasNegatives && kept.count > 1) }

    mutating func evaluate(_ item: Int, scale: Double?) -> Double {
        let own = queries.cosine(item, keys, item) / temperature
        let first = isPaired ? item * negativeCount : 0
        // In the batch, the keys of all queries; otherwise its own, and those that belong to no query.
        let indices = hasNegatives ? [item] : kept
        let others = first..<(first + negativeCount)
        var scores = indices.map { queries.cosine(item, keys, $0) / temperature }
        scores += others.map { queries.cosine(item, negatives, $0) / temperature }
        let softmax = LogSumExp(scores)
        guard let scale else { return softmax.cost(own) }
        let slopes = scores.map { softmax.probability($0) * scale / temperature }
        add(-scale / temperature, item, key: item)
        for (key, slope) in zip(indices, slopes) { add(slope, item, key: key) }
        for (key, slope) in zip(others, slopes.dropFirst(indices.count)) { add(slope, item, negative: key) }
        return softmax.cost(own)
    }

    private mutating func add(_ slope: Double, _ item: Int, key: Int) {
        queries.add(slope, to: item, keys, key)
        keys.add(slope, to: key, queries, item)
    }

    private mutating func add(_ slope: Double, _ item: Int, negative: Int) {
        queries.add(slope, to: item, negatives, negative)
        negatives.add(slope, to: negative, queries, item)
    }

    func gradients() -> NamedList<Tensor<Scalar>> {
        var gradients: NamedList<Tensor<Scalar>> = [:]
        let vectors =
            [("query", queries), ("positive_key", keys)] + (hasNegatives ? [("negative_keys", negatives)] : [])
        for (name, vectors) in vectors where problem.gradients.contains(name) {
            gradients[name] = vectors.vectorGradient
        }
        return gradients
    }
}
