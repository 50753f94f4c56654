// The anchors of a supcon_loss.

import Catalogue

/// A batch of vectors, each of which is an anchor.
struct SupConProblem<Scalar: LossScalar>: ItemProblem {
    private var batch: LabelledVectors<Scalar>
    private let temperature: Double
    /// The anchors whose loss is more than 0, over which the mean is taken.
    private var counted: [Int] = []

    static var emptyMeanIsZero: Bool { true }

    init(_ loss: SupConLoss, _ problem: Problem<Scalar>) throws(LossFaults) {
        batch = try LabelledVectors(problem)
        temperature = loss.temperature
    }

    var itemShape: [Int] { [batch.vectors.count] }

    mutating func begin(_ items: ItemWeights<Scalar>) throws(LossFaults) {
        try batch.begin(items)
        // Every cost is computed twice, since the denominator depends on them.
        for item in batch.kept where evaluate(item, scale: nil) > 0 { counted.append(item) }
    }

    func denominator(_ items: ItemWeights<Scalar>) -> Double {
        counted.reduce(0) { $0 + Double(items.values?[$1] ?? 1) }
    }

    mutating func evaluate(_ item: Int, scale: Double?) -> Double {
        let (positives, negatives) = batch.others(of: item)
        // A batch of a single label has nothing to learn from.
        guard !positives.isEmpty, batch.hasNegatives else { return 0 }
        let others = positives + negatives
        let scores = others.map { batch.vectors.cosine(item, batch.vectors, $0) / temperature }
        let softmax = LogSumExp(scores)
        let share = 1 / Double(positives.count)
        var cost = 0.0
        for index in positives.indices { cost += softmax.cost(scores[index]) * share }
        if let scale {
            for (index, other) in others.enumerated() {
                let slope = softmax.probability(scores[index]) - (index < positives.count ? share : 0)
                batch.vectors.addPair(slope * scale / temperature, item, other)
            }
        }
        return cost
    }

    func gradients() -> NamedList<Tensor<Scalar>> { batch.gradients() }
}
