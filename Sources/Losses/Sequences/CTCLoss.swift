// Connectionist temporal classification: labels without positions against a sequence of distributions.

import Catalogue

struct CTCLoss: ItemLoss, SafeForm {
    static let entry = Entry(
        "ctc_loss", aliases: ["CTCLoss"],
        summary: "Negative log-likelihood of a sequence of labels, summed over all ways to place them in time.",
        formula: "−log Σ over all alignments of Π_t p[t, l_t]; an alignment gives a label or blank to each step, and "
            + "becomes the target when repeated labels are merged and blanks dropped. The gradient is torch's: "
            + "exp(log_probs) − posterior, which is the one with respect to scores whose log-softmax log_probs is",
        denominator: "the number of sequences, each of which was divided by its target length (at least 1) before",
        kinks: "A target that does not fit its sequence costs infinity, and has NaN for a gradient (0 with "
            + "zero_infinity).",
        inputs: [
            Input(
                "log_probs", .logProbability, shape: "(T, N, C) or (T, C)", gradient: .byDefault,
                "Log-probabilities of the classes at each step."),
            Input(
                "targets", .classIndex, shape: "(N, S), padded; or (sum of target_lengths)",
                gradient: .never, "Labels; what follows a target's length is never read."),
            Input(
                "input_lengths", .length, shape: "(N), or () where there is no batch", gradient: .never,
                "How many steps of each sequence count, at most T."),
            Input(
                "target_lengths", .length, shape: "(N), or () where there is no batch", gradient: .never,
                "How many labels each target has."),
        ],
        source: "torch.nn.functional.ctc_loss; Graves et al. (2006), Connectionist Temporal Classification",
        example: #"{"loss": "ctc_loss", "log_probs": [[-0.5, -1.5, -1.7], [-1.2, -0.9, -1.3], [-2.0, -1.0, -0.7]], "#
            + #""targets": [1, 2], "input_lengths": 3, "target_lengths": 2}"#)

    static let options: [Option<Self>] = [
        .integer("blank", \.blank, "The class that means \"no label\"."),
        .boolean(
            "zero_infinity", \.zeroInfinity,
            "Whether a target that is too long for its sequence costs nothing, instead of infinity."),
    ]

    static let safeForm =
        "A target that is too long for its sequence has no gradient, and neither has a log-probability of −∞; the loss "
        + "stays infinite."

    package func reader<Scalar: LossScalar>(_ problem: Problem<Scalar>, _ name: String) -> (Int) -> Bool {
        guard name == "log_probs", let shape = problem.tensors[name]?.shape,
            let lengths = problem.tensors["input_lengths"]?.values
        else { return { _ in true } }
        let size = shape.dropFirst().reduce(1, *)
        return { element in
            let sequence = shape.count == 3 ? element / shape[2] % shape[1] : 0
            return Scalar(element / size) < lengths[sequence]
        }
    }

    var blank = 0
    var isSafe = false
    var zeroInfinity = false

    /// A state of the lattice takes about as long as so many elements: three exponentials and a logarithm, twice.
    static let elementsPerState = 4

    package static func itemShape(_ shapes: NamedList<[Int]>) -> [Int] {
        let logProbs = shapes["log_probs"] ?? []
        return logProbs.count == 3 ? [logProbs[1]] : []
    }

    package static func scratchBytes(_ shapes: NamedList<[Int]>, isReduced: Bool) -> Int {
        let (logProbs, targets) = (shapes["log_probs"] ?? [], shapes["targets"] ?? [])
        // One sequence at a time: its lattice, and the slopes of its steps; the labels and lengths of all.
        let lattice = Work.product([16, logProbs.firstSize, 2 * targets.lastSize + 2])
        let slopes = Work.product([16, logProbs.firstSize, logProbs.lastSize])
        return Work.sum([lattice, slopes, Work.product(targets + [32]), Work.product(itemShape(shapes) + [128])])
    }

    package static func work(_ shapes: NamedList<[Int]>) -> Int {
        let (logProbs, targets) = (shapes["log_probs"] ?? [], shapes["targets"] ?? [])
        // Twice the labels and one more states. Labels in one list are those of all sequences together, labels in rows those of each.
        let batch = logProbs.count == 3 && targets.count == 2 ? logProbs[1] : 1
        let states = Work.product([3, logProbs.firstSize, targets.lastSize, batch, elementsPerState])
        return max(states, Work.product(logProbs))
    }

    typealias FloatProblem = CTCProblem<Float>
    typealias DoubleProblem = CTCProblem<Double>
}
