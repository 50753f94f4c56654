// Pairs of vectors that are to point the same way, or not.

import Catalogue

struct CosineEmbeddingLoss: VectorLoss {
    static let entry = Entry(
        "cosine_embedding_loss", aliases: ["CosineEmbeddingLoss"],
        summary: "How far two vectors are from pointing the same way, or from differing by a margin.",
        formula: "1 − cos where y = 1, max(0, cos − margin) where y = −1, else 0; "
            + "cos = a·b/√((Σa² + c)·(Σb² + c)), c = 1e-12 rounded to float32 in either dtype, a = input1, b = input2, y = target",
        denominator: "the number of pairs after broadcasting",
        kinks: "max(0, u) has the gradient 0 at u = 0; vectors of length 0 have a cosine of 0.",
        inputs: [
            Input("input1", .embedding, shape: "(D) or (N, D)", gradient: .byDefault, "The first vectors."),
            Input(
                "input2", .embedding, shape: "one of as many dimensions that broadcasts with input1's",
                gradient: .byDefault, "The second vectors."),
            Input(
                "target", .number, shape: "() or (N)", gradient: .never, expects: .signs,
                "1 where the two are to point the same way, −1 where they are not."),
        ],
        source: "torch.nn.functional.cosine_embedding_loss",
        example: #"{"loss": "cosine_embedding_loss", "input1": [[1.0, 0.0], [1.0, 1.0]], "#
            + #""input2": [[0.0, 1.0], [1.0, 0.0]], "target": [1, -1], "options": {"margin": 0.2}}"#)

    static let options: [Option<Self>] = [
        .number("margin", \.margin, in: .any, "The largest cosine that costs nothing where the target is −1.")
    ]

    static var operands: [VectorOperand] { [.vector("input1"), .vector("input2"), .number("target")] }

    /// torch's constant, which is a float32 whatever the dtype.
    private static let smallest = Double(Float(1e-12))

    var margin = 0.0

    static func check(_ shapes: [[Int]]) throws(LossFaults) {
        guard shapes[2].count <= 1 else {
            throw LossFaults(
                .shapeMismatch, at: .tensor("target"), "target has shape \(shapes[2]); it may be () or (N)")
        }
        for (name, shape) in [("input1", shapes[0]), ("input2", shapes[1])] where shape.count != shapes[2].count + 1 {
            throw LossFaults(
                .shapeMismatch, at: .tensor(name),
                "\(name) has shape \(shape); a target of shape \(shapes[2]) needs "
                    + (shapes[2].isEmpty ? "(D)" : "(N, D)"))
        }
    }

    func evaluate(_ item: inout VectorItem) -> Double {
        let (a, b, target) = (item.values[0], item.values[1], item.values[2][0])
        let dot = item.overflowing(a.dot(b))
        // Of a vector of one element that was stretched, torch takes the norm before.
        let (repeats, otherRepeats) = (item.repeats(0), item.repeats(1))
        let first = item.overflowing(a.sumOfSquares / repeats + Self.smallest)
        let second = item.overflowing(b.sumOfSquares / otherRepeats + Self.smallest)
        let norm = item.overflowing(first * second).squareRoot()
        let cosine = dot / norm
        let lack = cosine - margin
        let slope: Double = target == 1 ? -1 : target == -1 && lack > 0 ? 1 : 0
        // In torch's order, so that infinite norms leave NaN where they do there.
        let normSlope = -cosine / norm / (2 * norm)
        let (firstSlope, secondSlope) = (normSlope * second, normSlope * first)
        if item.wants[0] {
            item.gradients[0].update(a, b) { slope * ($2 / norm + 2 * $1 * firstSlope / repeats) }
        }
        if item.wants[1] {
            item.gradients[1].update(a, b) { slope * ($1 / norm + 2 * $2 * secondSlope / otherRepeats) }
        }
        switch target {
        case 1: return 1 - cosine
        case -1: return lack <= 0 ? 0 : lack
        default: return 0
        }
    }
}
