// Contrast: each query is to pick its own key out of all keys.

import Catalogue

struct InfoNCELoss: ItemLoss {
    static let entry = Entry(
        "info_nce_loss", aliases: ["InfoNCELoss"],
        summary: "Cross-entropy of picking each query's key, by cosine, among the keys of the batch or given others.",
        formula: "−log softmax(cos(q_i, k)/temperature) at q_i's own key, over all positive_key, or over its own and "
            + "negative_keys where these are given; with q = query. What is masked is no key for others either",
        denominator: "the number of queries",
        kinks: "Vectors shorter than 1e-12 are divided by that.",
        inputs: [
            Input("query", .embedding, shape: "(N, D)", gradient: .byDefault, "The vectors that pick."),
            Input("positive_key", .embedding, shape: "(N, D)", gradient: .byDefault, "The key of each query."),
            Input(
                "negative_keys", .embedding, shape: "(M, D) for all queries, or (N, M, D) with some for each",
                required: false, gradient: .byDefault, "Keys of no query."),
        ],
        source: "info_nce.info_nce of info-nce-pytorch; van den Oord et al. (2018), Representation Learning with "
            + "Contrastive Predictive Coding",
        example: #"{"loss": "info_nce_loss", "query": [[1.0, 0.0], [0.5, 1.0]], "#
            + #""positive_key": [[0.9, 0.1], [0.0, 1.0]]}"#)

    static let options: [Option<Self>] = [
        .number("temperature", \.temperature, in: .positive, "What cosines are divided by.")
    ]

    var temperature = 0.1

    package static func itemShape(_ shapes: NamedList<[Int]>) -> [Int] { [(shapes["query"] ?? []).firstSize] }

    package static func scratchBytes(_ shapes: NamedList<[Int]>, isReduced: Bool) -> Int {
        UnitVectors<Float>.scratchBytes(shapes)
    }

    package static func work(_ shapes: NamedList<[Int]>) -> Int {
        let query = shapes["query"] ?? []
        let keys = shapes["negative_keys"].map { $0.dropLast().last ?? 1 } ?? query.firstSize
        return Work.products(query.firstSize, keys, size: query.lastSize)
    }

    typealias FloatProblem = InfoNCEProblem<Float>
    typealias DoubleProblem = InfoNCEProblem<Double>
}
