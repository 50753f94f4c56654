// The anchors of an nt_xent_loss and their pairs.

import Catalogue

/// A batch of vectors, each of which is an anchor.
struct NTXentProblem<Scalar: LossScalar>: ItemProblem {
    private var batch: LabelledVectors<Scalar>
    private let temperature: Double

    static var emptyMeanIsZero: Bool { true }

    init(_ loss: NTXentLoss, _ problem: Problem<Scalar>) throws(LossFaults) {
        batch = try LabelledVectors(problem)
        temperature = loss.temperature
    }

    var itemShape: [Int] { [batch.vectors.count] }

    mutating func begin(_ items: ItemWeights<Scalar>) throws(LossFaults) {
        try batch.begin(items)
    }

    func denominator(_ items: ItemWeights<Scalar>) -> Double {
        batch.kept.reduce(0) {
            $0 + Double(items.values?[$1] ?? 1) * Double(batch.others(of: $1).positives.count)
        }
    }

    /// Without negatives every positive is certain.
    var hasComparisons: Bool { batch.hasNegatives }

    mutating func evaluate(_ item: Int, scale: Double?) -> Double {
        let (positives, negatives) = batch.others(of: item)
        // Without negatives every positive is certain.
        guard !negatives.isEmpty else { return 0 }
        let against = negatives.map { batch.vectors.cosine(item, batch.vectors, $0) / temperature }
        let softmax = LogSumExp(against)
        var (cost, doubt) = (0.0, 0.0)
        for positive in positives {
            let advantage = batch.vectors.cosine(item, batch.vectors, positive) / temperature - softmax.value
            cost -= Double.logSigmoid(advantage)
            let share = Double.sigmoid(-advantage)
            doubt += share
            if let scale { batch.vectors.addPair(-share * scale / temperature, item, positive) }
        }
        if let scale {
            for (negative, score) in zip(negatives, against) {
                let slope = doubt * softmax.probability(score)
                batch.vectors.addPair(slope * scale / temperature, item, negative)
            }
        }
        return cost
    }

    func gradients() -> NamedList<Tensor<Scalar>> { batch.gradients() }
}
