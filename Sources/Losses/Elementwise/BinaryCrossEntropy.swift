// Binary cross-entropy of probabilities.

import Catalogue
import RealModule

struct BinaryCrossEntropy: ElementwiseLoss {
    static let entry = Entry(
        "binary_cross_entropy", aliases: ["BCELoss"],
        summary: "Binary cross-entropy of probabilities, each logarithm clamped at −100.",
        formula: "−w·[t·max(log p, −100) + (1 − t)·max(log(1 − p), −100)], with p = input, t = target, w = weight; "
            + "gradient w·(p − t)/max(p·(1 − p), 1e-12)",
        denominator: "the number of elements, whatever the weights",
        kinks: "The loss ends at 100, its gradient at 1e12: the two are bounded apart, as in torch.",
        inputs: [
            Input("input", .probability, shape: "any", gradient: .byDefault, domain: 0...1, "Probabilities."),
            Input("target", .probability, shape: "input's", gradient: .onRequest, domain: 0...1, "Targets."),
            Input(
                "weight", in: .options, .weight, shape: "one that broadcasts to input's", gradient: .never,
                expects: .itemWeights,
                "A weight for each element."),
        ],
        source: "torch.nn.functional.binary_cross_entropy",
        example: #"{"loss": "binary_cross_entropy", "input": [[0.9, 0.2]], "target": [[1, 0]]}"#)

    static var broadcasting: Broadcasting { .strict }

    @inline(__always)
    func term<Scalar: LossScalar>(_ input: Double, _ target: Double, _ third: Double) -> Term<Scalar> {
        let logarithm = Scalar.logarithm(input)
        let complement = Scalar.logarithm(onePlus: -input)
        let value = (target - 1) * max(complement, -100) - target * max(logarithm, -100)
        // torch keeps this bound as a float32 constant, for float64 too.
        let bound = Double(Float(1e-12))
        let slope = (input - target) / max(input * (1 - input), bound)
        return Term(value, precisely: (slope, complement - logarithm, 0))
    }
}
