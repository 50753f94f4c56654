// The anchors of an nt_xent_loss and their pairs.

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
    var elementCount: Int { batch.elementCount }

    mutating func begin(_ items: ItemWeights<Scalar>) throws(LossFaults) {
        try batch.begin(items)
    }

    func denominator(_ items: ItemWeights<Scalar>) -> Double {
        batch.kept.reduce(0) {
            $0 + Double(items.values?[$1] ?? 1) * Double(batch.others(of: $1).positives.count)
        }
    }

    mutating func evaluate(_ item: Int, scale: Double?) -> Double {
        let (positives, negatives) = batch.others(of: item)
        let against = negatives.map { batch.vectors.cosine(item, batch.vectors, $0) / temperature }
        var cost = 0.0
        var slopes = [Double](repeating: 0, count: negatives.count)
        for positive in positives {
            let score = batch.vectors.cosine(item, batch.vectors, positive) / temperature
            let softmax = LogSumExp([score] + against)
            cost += softmax.cost(score)
            guard let scale else { continue }
            batch.vectors.addPair((softmax.probability(score) - 1) * scale / temperature, item, positive)
            for index in against.indices { slopes[index] += softmax.probability(against[index]) }
        }
        if let scale {
            for (negative, slope) in zip(negatives, slopes) {
                batch.vectors.addPair(slope * scale / temperature, item, negative)
            }
        }
        return cost
    }

    func gradients() -> [String: Tensor<Scalar>] { batch.gradients() }
}
