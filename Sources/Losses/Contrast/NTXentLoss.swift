// Contrast by labels: each pair of a kind against all that is not of that kind.

import Catalogue

struct NTXentLoss: ItemLoss {
    static let entry = Entry(
        "nt_xent_loss", aliases: ["NTXentLoss"],
        summary: "Normalised, temperature-scaled cross-entropy of each positive pair against the anchor's negatives.",
        formula: "Σ_p −log(e^(s_ip) / (e^(s_ip) + Σ_n e^(s_in))) over the positives p of anchor i (same label), its "
            + "negatives n (other labels), s = cos/temperature. What is masked is no pair for others either",
        denominator: "the number of positive pairs; without any the mean is 0",
        kinks: "Vectors shorter than 1e-12 are divided by that.",
        inputs: .labelledVectors,
        source:
            "pytorch_metric_learning.losses.NTXentLoss; Sohn (2016), Improved Deep Metric Learning with Multi-class "
            + "N-pair Loss Objective",
        example: #"{"loss": "nt_xent_loss", "embeddings": [[1.0, 0.0], [0.9, 0.1], [0.0, 1.0], [0.2, 0.8]], "#
            + #""labels": [0, 0, 1, 1]}"#)

    static let options: [Option<Self>] = [
        .number("temperature", \.temperature, in: .positive, "What cosines are divided by.")
    ]

    var temperature = 0.07

    package static func itemShape(_ shapes: NamedList<[Int]>) -> [Int] { [(shapes["embeddings"] ?? []).firstSize] }

    package static func scratchBytes(_ shapes: NamedList<[Int]>, isReduced: Bool) -> Int {
        UnitVectors<Float>.scratchBytes(shapes)
    }

    package static func work(_ shapes: NamedList<[Int]>) -> Int {
        LabelledVectors<Float>.work(shapes)
    }

    typealias FloatProblem = NTXentProblem<Float>
    typealias DoubleProblem = NTXentProblem<Double>
}
