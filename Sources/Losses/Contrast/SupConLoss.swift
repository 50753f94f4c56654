// Supervised contrast: all that is of a kind against everything.

import Catalogue

struct SupConLoss: ItemLoss {
    static let entry = Entry(
        "supcon_loss", aliases: ["SupConLoss"],
        summary: "Cross-entropy of picking an anchor's positives among all others, averaged over the positives.",
        formula:
            "−(1/|P|)·Σ_p (s_ip − log Σ_a e^(s_ia)) over the positives p of anchor i (same label) and all others a, "
            + "s = cos/temperature; 0 without positives, or where the batch has a single label. What is masked is no "
            + "pair for others either",
        denominator: "the number of anchors whose loss is more than 0; without any the mean is 0",
        kinks: "Vectors shorter than 1e-12 are divided by that; whether an anchor counts changes where its loss "
            + "reaches 0.",
        inputs: .labelledVectors,
        source: "pytorch_metric_learning.losses.SupConLoss; Khosla et al. (2020), Supervised Contrastive Learning",
        example: #"{"loss": "supcon_loss", "embeddings": [[1.0, 0.0], [0.9, 0.1], [0.0, 1.0], [0.2, 0.8]], "#
            + #""labels": [0, 0, 1, 1]}"#)

    static let options: [Option<Self>] = [
        .number("temperature", \.temperature, in: .positive, "What cosines are divided by.")
    ]

    var temperature = 0.1

    package static func itemShape(_ shapes: NamedList<[Int]>) -> [Int] { [(shapes["embeddings"] ?? []).firstSize] }

    package static func scratchBytes(_ shapes: NamedList<[Int]>, isReduced: Bool) -> Int {
        UnitVectors<Float>.scratchBytes(shapes)
    }

    package static func work(_ shapes: NamedList<[Int]>) -> Int {
        LabelledVectors<Float>.work(shapes)
    }

    typealias FloatProblem = SupConProblem<Float>
    typealias DoubleProblem = SupConProblem<Double>
}
