// Negative log-likelihood of log-probabilities that the caller has computed.

import Catalogue

struct NLLLoss: RowLoss, SafeForm {
    static let entry = Entry(
        "nll_loss", aliases: ["NLLLoss", "NLLLoss2d"],
        summary: "Negative log-likelihood: picks the log-probability of the target class.",
        formula: "−w[y]·x[y], with w = weight",
        denominator: "the sum of weight[target] over the targets that are not ignored",
        inputs: [
            Input(
                "input", .logProbability, shape: "(C), (N, C) or (N, C, d1, ..., dK)", gradient: .byDefault,
                "Log-probabilities, one for each class."),
            Input(
                "target", .classIndex, shape: "(), (N) or (N, d1, ..., dK)", gradient: .never, "Classes."),
            Input(
                "weight", in: .options, .weight, shape: "(C)", gradient: .never, "A weight for each class."),
        ],
        source: "torch.nn.functional.nll_loss",
        example: #"{"loss": "nll_loss", "input": [[-0.2, -1.7, -3.2], [-1.1, -1.2, -1.0]], "target": [0, 2]}"#)

    static let options: [Option<Self>] = [
        .integer("ignore_index", \.ignoredClass, "A class index that means \"no class\": such targets are ignored.")
    ]

    static let safeForm = "A class of weight 0 costs nothing, also with a log-probability of −∞."

    static var readsOneScore: Bool { true }

    var ignoredClass = -100
    var isSafe = false

    var ignoreIndex: Int? { ignoredClass }

    package func reader<Scalar: LossScalar>(_ problem: Problem<Scalar>, _ name: String) -> (Int) -> Bool {
        guard name == "input", let shape = problem.tensors["input"]?.shape, let target = problem.tensors["target"],
            let layout = try? RowLayout(shape, acceptsPositions: true), layout.classes > 0
        else { return { _ in true } }
        return { element in
            let row = layout.row(of: element)
            return target.whole(row).map { layout.place(of: $0, in: row) } == element
        }
    }

    func evaluate<Scalar: LossScalar>(_ row: inout Row<Scalar>, scale: Double) -> Double {
        row.gradient.clear()
        guard case .index(let index?) = row.target else { return 0 }
        let weight = row.weight(index)
        row.gradient[index] = Scalar(-Double(weight) * scale)
        return -product(Double(weight), Double(row.scores[index]))
    }
}
