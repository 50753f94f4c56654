// Distances that are to be small for similar pairs and beyond a margin for others.

import Catalogue

struct HingeEmbeddingLoss: ElementwiseLoss {
    static let entry = Entry(
        "hinge_embedding_loss", aliases: ["HingeEmbeddingLoss"],
        summary: "A distance itself for similar pairs, what it lacks of a margin for dissimilar ones.",
        formula: "x if y = 1; max(0, margin − x) if y = −1; their sum for any other y; with x = input, y = target",
        denominator: "the number of elements after broadcasting",
        kinks: "max(0, u) has the gradient 0 at u = 0.",
        inputs: [
            Input("input", .number, shape: "any", gradient: .byDefault, "Distances."),
            Input(
                "target", .number, shape: "input's, or one that broadcasts with it", gradient: .never, expects: .signs,
                "1 for similar pairs, −1 for dissimilar ones."),
        ],
        source: "torch.nn.functional.hinge_embedding_loss",
        example: #"{"loss": "hinge_embedding_loss", "input": [0.5, 0.5, 1.0], "target": [1, -1, -1]}"#)

    static let options: [Option<Self>] = [
        .number("margin", \.margin, in: .any, "The distance from which on a dissimilar pair costs nothing.")
    ]

    var margin = 1.0

    @inline(__always)
    func term<Scalar: LossScalar>(_ input: Double, _ target: Double, _ third: Double) -> Term<Scalar> {
        let lack = margin - input
        let isSimilar: Double = target == -1 ? 0 : 1
        let isDissimilar: Double = target == 1 ? 0 : 1
        // Chosen, not multiplied, so that a NaN distance counts only where it is asked for.
        let value = (isSimilar == 1 ? input : 0) + (isDissimilar == 1 && !(lack <= 0) ? lack : 0)
        return Term(value, precisely: (isSimilar - (lack > 0 ? isDissimilar : 0), 0, 0))
    }
}
