// A batch of vectors with labels: which belong together, and how alike they are.

import Catalogue

/// The vectors of a contrastive loss.
struct LabelledVectors<Scalar: LossScalar> {
    let problem: Problem<Scalar>
    var vectors: UnitVectors<Scalar>
    private let labels: Tensor<Scalar>
    /// The vectors that count.
    private(set) var kept: [Int] = []

    init(_ problem: Problem<Scalar>) throws(LossFaults) {
        self.problem = problem
        let embeddings = try problem.tensor("embeddings")
        let labels = try problem.tensor("labels")
        guard embeddings.shape.count == 2 else {
            throw LossFaults(
                .shapeMismatch, at: .tensor("embeddings"), "embeddings has shape \(embeddings.shape); it must be (N, D)"
            )
        }
        guard labels.shape == [embeddings.shape[0]] else {
            throw LossFaults(
                .shapeMismatch, at: .tensor("labels"),
                "labels has shape \(labels.shape); embeddings of shape \(embeddings.shape) need [\(embeddings.shape[0])]"
            )
        }
        vectors = UnitVectors(embeddings, wantsGradient: problem.gradients.contains("embeddings"))
        self.labels = labels
    }

    /// Every vector is compared with every other one.
    static func work(_ shapes: NamedList<[Int]>) -> Int {
        let embeddings = shapes["embeddings"] ?? []
        return Work.products(embeddings.firstSize, embeddings.firstSize, size: embeddings.lastSize)
    }

    /// - Throws: when a label that counts is no whole number.
    mutating func begin(_ items: ItemWeights<Scalar>) throws(LossFaults) {
        kept = labels.values.indices.filter { !items.leavesOut($0) }
        let faults = kept.filter { labels.values[$0] != labels.values[$0].rounded() || !labels.values[$0].isFinite }
            .prefix(LossFaults.limit).map { LossFault.notAClass(labels, "labels", $0, "the whole numbers") }
        try LossFaults.throwing(Array(faults))
    }

    /// The others that a vector belongs together with, and those that it does not.
    func others(of item: Int) -> (positives: [Int], negatives: [Int]) {
        let positives = kept.filter { $0 != item && isSame($0, item) }
        return (positives, kept.filter { !isSame($0, item) })
    }

    /// Whether some vectors that count have different labels.
    var hasNegatives: Bool {
        kept.contains { !isSame($0, kept[0]) }
    }

    /// Whether two vectors have the same label.
    private func isSame(_ first: Int, _ second: Int) -> Bool {
        guard let labels = labels.wholeValues else { return self.labels.values[first] == self.labels.values[second] }
        return labels[first] == labels[second]
    }

    func gradients() -> NamedList<Tensor<Scalar>> {
        problem.gradients.contains("embeddings") ? ["embeddings": vectors.vectorGradient] : [:]
    }
}

extension [Input] {
    /// Vectors, and labels that say which belong together.
    static let labelledVectors: [Input] = [
        Input("embeddings", .embedding, shape: "(N, D)", gradient: .byDefault, "The vectors."),
        Input(
            "labels", .label, shape: "(N)", gradient: .never,
            "Whole numbers; vectors with the same one belong together."),
    ]
}
