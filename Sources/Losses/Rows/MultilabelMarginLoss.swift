// Hinge loss of a row of scores against a set of classes: each of theirs is to exceed all others by 1.

import Catalogue

struct MultilabelMarginLoss: RowLoss {
    static let entry = Entry(
        "multilabel_margin_loss", aliases: ["MultiLabelMarginLoss"],
        summary: "What the scores of a set of classes lack of exceeding those of all other classes by 1.",
        formula:
            "(1/C)·Σ_{j in labels} Σ_{i not in labels} max(0, 1 − (x[j] − x[i])), with x = input; a label that "
            + "occurs twice counts twice",
        denominator: "the number of rows",
        kinks: "max(0, u) has the gradient 0 at u = 0; where u is NaN it counts nothing.",
        inputs: [
            Input("input", .logit, shape: "(), (C) or (N, C)", gradient: .byDefault, "Scores, one for each class."),
            Input(
                "target", .classIndex, shape: "input's", gradient: .never, expects: .classLists,
                "The classes of each row, from the left up to the first −1."),
        ],
        source: "torch.nn.functional.multilabel_margin_loss",
        example: #"{"loss": "multilabel_margin_loss", "input": [[0.1, 0.2, 0.4, 0.8]], "target": [[3, 0, -1, 1]]}"#)

    /// Every label is compared with every class.
    package static func work(_ shapes: NamedList<[Int]>) -> Int {
        let input = shapes["input"] ?? []
        return Work.product(input + [input.lastSize])
    }

    static var targetForms: TargetForms { .labels }
    static var acceptsPositions: Bool { false }
    static var needsClasses: Bool { true }

    var ignoreIndex: Int? { nil }

    /// Accepts an input and a target of shape () in place of (1), as torch does.
    static func withRows<Scalar: LossScalar>(_ problem: Problem<Scalar>) throws(LossFaults) -> Problem<Scalar> {
        let (input, target) = (try problem.tensor("input"), try problem.tensor("target"))
        var rows = problem
        if input.shape.isEmpty { rows.tensors["input"] = Tensor(shape: [1], values: input.values) }
        if target.shape.isEmpty, input.shape.isEmpty || input.shape == [1] {
            rows.tensors["target"] = Tensor(shape: [1], values: target.values, wholeValues: target.wholeValues)
        }
        return rows
    }

    func evaluate<Scalar: LossScalar>(_ row: inout Row<Scalar>, scale: Double) -> Double {
        var isLabel = [Bool](repeating: false, count: row.scores.count)
        for label in row.labels { isLabel[label] = true }
        var cost = 0.0
        // Counted first: a pair changes the loss by as much as any other.
        var counts = [Int](repeating: 0, count: row.scores.count)
        for label in row.labels {
            for other in row.scores.indices where !isLabel[other] {
                let lack = 1 - row.scores[label] + row.scores[other]
                guard lack > 0 else { continue }
                cost += Double(lack)
                counts[label] -= 1
                counts[other] += 1
            }
        }
        let share = 1 / Double(row.scores.count)
        for index in counts.indices { row.gradient[index] = Scalar(Double(counts[index]) * share * scale) }
        return cost * share
    }
}
