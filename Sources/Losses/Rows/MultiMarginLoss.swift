// Hinge loss of a row of scores: the target's is to exceed each other by a margin.

import Catalogue

struct MultiMarginLoss: RowLoss {
    static let entry = Entry(
        "multi_margin_loss", aliases: ["MultiMarginLoss"],
        summary: "What the score of the target class lacks of exceeding each other by a margin.",
        formula: "(w[y]/C)·Σ_{i ≠ y} max(0, margin − x[y] + x[i])^p, with x = input, y = target, w = weight",
        denominator: "the number of rows, whatever the weights",
        kinks: "max(0, u) has the gradient 0 at u = 0; where u is NaN it counts nothing.",
        inputs: [
            Input("input", .logit, shape: "(), (C) or (N, C)", gradient: .byDefault, "Scores, one for each class."),
            Input("target", .classIndex, shape: "() or (N)", gradient: .never, "Classes."),
            Input("weight", in: .options, .weight, shape: "(C)", gradient: .never, "A weight for each class."),
        ],
        source:
            "torch.nn.functional.multi_margin_loss; Crammer and Singer (2001), On the Algorithmic Implementation of "
            + "Multiclass Kernel-based Vector Machines",
        example: #"{"loss": "multi_margin_loss", "input": [[0.1, 0.2, 0.4, 0.8]], "target": [3]}"#)

    static let options: [Option<Self>] = [
        .integer("p", \.power, in: 1...2, "The power that each lack is raised to."),
        .number("margin", \.margin, in: .any, "How much larger the target's score is to be."),
    ]

    static var acceptsPositions: Bool { false }
    static var needsClasses: Bool { true }
    static var meanDividesByWeights: Bool { false }

    var power = 1
    var margin = 1.0

    var ignoreIndex: Int? { nil }

    /// Accepts a target of shape (1) with an input (C), one of shape () with an input (1, C), and an input of shape (), as torch
    /// does.
    static func withRows<Scalar: LossScalar>(_ problem: Problem<Scalar>) throws(LossFaults) -> Problem<Scalar> {
        let (input, target) = (try problem.tensor("input"), try problem.tensor("target"))
        var rows = problem
        if input.shape.isEmpty {
            // One score of one class.
            rows.tensors["input"] = Tensor(shape: target.shape.count == 1 ? [1, 1] : [1], values: input.values)
            return rows
        }
        let isOneRow = input.shape.count == 2 ? input.shape[0] == 1 : input.shape.count == 1
        guard isOneRow, target.values.count == 1, target.shape.count < 2, target.shape.count != input.shape.count - 1
        else { return problem }
        // The unreduced loss has the target's shape.
        rows.tensors["input"] = Tensor(
            shape: target.shape.isEmpty ? [input.shape[1]] : [1, input.shape[0]], values: input.values)
        return rows
    }

    func evaluate<Scalar: LossScalar>(_ row: inout Row<Scalar>, scale: Double) -> Double {
        guard case .index(let index?) = row.target else { return 0 }
        let share = Double(row.weight(index)) / Double(row.scores.count)
        let (score, margin, isSquared) = (row.scores[index], Scalar(margin), power == 2)
        func lack(_ other: Scalar) -> Scalar {
            let lack = margin - score + other
            return lack > 0 ? lack : 0
        }
        row.exponentials.fill(from: row.scores) { Double(isSquared ? lack($0) * lack($0) : lack($0)) }
        row.exponentials[index] = 0
        let cost = row.exponentials.sum
        row.exponentials.fill(from: row.scores) { isSquared ? 2 * Double(lack($0)) : lack($0) > 0 ? 1 : 0 }
        row.exponentials[index] = 0
        let slopes = row.exponentials.sum
        row.gradient.fill(from: row.exponentials) { $0 > 0 ? Scalar($0 * share * scale) : 0 }
        // A weight that is not finite does not matter where nothing is lacking.
        guard slopes != 0 else { return 0 }
        row.gradient[index] = Scalar(-slopes * share * scale)
        return cost * share
    }
}
