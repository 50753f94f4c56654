// 1 less the cosine of the angle between two vectors.

import Catalogue

struct CosineDistanceLoss: VectorLoss, SafeForm {
    static let entry = Entry(
        "cosine_distance_loss", aliases: [],
        summary: "1 less the cosine of the angle between two vectors.",
        formula: "1 − x·t/(√max(Σx², epsilon)·√max(Σt², epsilon)), with x = input, t = target; keras's "
            + "cosine_similarity is this less 1",
        denominator: "the number of pairs after broadcasting",
        kinks: "A vector of length 0 has no direction: NaN, unless epsilon is set.",
        inputs: [
            Input("input", .embedding, shape: "(D) or (..., D)", gradient: .byDefault, "Predicted vectors."),
            Input(
                "target", .embedding, shape: "input's, or one that broadcasts with it", gradient: .onRequest,
                "The vectors that they are to point along with."),
        ],
        source: "optax.losses.cosine_distance",
        example: #"{"loss": "cosine_distance_loss", "input": [[1.0, 0.0], [1.0, 1.0]], "#
            + #""target": [[0.0, 1.0], [1.0, 0.0]]}"#)

    static let options: [Option<Self>] = [
        .number(
            "epsilon", \.epsilon, in: .nonNegative,
            "The smallest squared length; with 0, a vector of length 0 gives NaN.")
    ]

    static var operands: [VectorOperand] { [.vector("input"), .vector("target")] }

    static let safeForm = "A vector of length 0 is at right angles to every other: it costs 1, with the gradient 0."

    var epsilon = 0.0
    var isSafe = false

    func evaluate(_ item: inout VectorItem) -> Double {
        // The cosine is the same for vectors that are longer or shorter.
        let (square, otherSquare) = (item.values[0].sumOfSquares, item.values[1].sumOfSquares)
        let (scale, otherScale) = (scale(item.values[0], square), scale(item.values[1], otherSquare))
        let (a, b) = (item.values[0].multiplied(by: scale), item.values[1].multiplied(by: otherScale))
        let (smallest, otherSmallest) = (epsilon * scale * scale, epsilon * otherScale * otherScale)
        let first = scale == 1 ? square : a.sumOfSquares
        let second = otherScale == 1 ? otherSquare : b.sumOfSquares
        let (firstLength, secondLength) = (length(first, smallest), length(second, otherSmallest))
        if isSafe, firstLength == 0 || secondLength == 0 { return 1 }
        let cosine = a.dot(b) / (firstLength * secondLength)
        // A length that is taken for the smallest one does not change with its vector.
        let (share, otherShare) = (first < smallest ? 0 : cosine, second < otherSmallest ? 0 : cosine)
        if item.wants[0] {
            item.gradients[0].update(a, b) {
                -($2 / secondLength - share * ($1 / firstLength)) / firstLength * scale
            }
        }
        if item.wants[1] {
            item.gradients[1].update(a, b) {
                -($1 / firstLength - otherShare * ($2 / secondLength)) / secondLength * otherScale
            }
        }
        return 1 - cosine
    }

    private func length(_ square: Double, _ smallest: Double) -> Double {
        (square < smallest ? smallest : square).squareRoot()
    }

    /// A power of two for a vector whose squares would overflow or, where no `epsilon` is larger, vanish; otherwise 1.
    private func scale(_ vector: [Double], _ square: Double) -> Double {
        guard square == .infinity || (square < 0x1p-900 && epsilon == 0) else { return 1 }
        let largest = vector.reduce(0) { max($0, abs($1)) }
        guard largest > 0, largest.isFinite else { return 1 }
        return Double(sign: .plus, exponent: -max(largest.exponent, -1000), significand: 1)
    }
}

extension [Double] {
    /// The vector times a number; itself times 1.
    fileprivate func multiplied(by factor: Double) -> [Double] {
        factor == 1 ? self : map { $0 * factor }
    }
}
