// A golden case as a problem of the engine, and the ways in which laws change one.

import Catalogue
import Losses
import TestSupport

/// A loss with its options, and a problem in Double.
struct LawProblem: CustomStringConvertible, Sendable {
    let description: String
    let loss: any Loss
    /// The same, in the form that is safe.
    let safeLoss: any Loss
    let entry: Entry
    var problem: Problem<Double>

    /// The cases of the fixtures around which the losses are smooth.
    static let smooth: [LawProblem] = GoldenCase.all.filter(\.isSmooth).compactMap(LawProblem.init)

    /// Those of them whose items are the rows of the input, none left out or weighed.
    static let batches: [LawProblem] = smooth.filter { law in
        guard !law.entry.hasOtherItems else { return false }
        let input = law.tensor(law.primary)
        guard input.shape.count > 1, law.problem.mask == nil, law.problem.sampleWeight == nil,
            law.problem.reduction == .mean || law.problem.reduction == .sum
        else { return false }
        return law.entry.inputs.filter { $0.place == .task && $0.kind != .linearMap }.allSatisfy { other in
            let shape = law.tensor(other.name).shape
            return shape == input.shape || (law.entry.hasNumbersPerRow && shape.first == input.shape[0])
        }
    }

    private init?(_ golden: GoldenCase) {
        guard let type = LossCatalogue.find(golden.loss) else { return nil }
        let options = golden.task["options"]?.members ?? [:]
        var tensors: NamedList<Tensor<Double>> = [:]
        for input in type.entry.inputs {
            for (name, tree) in input.place == .task ? golden.task.members : options where input.isNamed(name) {
                tensors[name] = Self.tensor(tree)
            }
        }
        var values: [String: OptionValue] = [:]
        for option in type.options {
            switch (option.type, options[option.name]) {
            case (.number, .number(let number)?): values[option.name] = .number(number)
            case (.integer, .number(let number)?): values[option.name] = .integer(Int(number))
            case (.number, .string?): values[option.name] = .number(options[option.name]?.double ?? .nan)
            case (.boolean, .boolean(let boolean)?): values[option.name] = .boolean(boolean)
            case (.choice, .string(let name)?): values[option.name] = .choice(name)
            case (.integers, let list?): values[option.name] = .integers(list.numbers.map { Int($0) })
            default: break
            }
        }
        description = golden.description
        entry = type.entry
        loss = type.loss(values)
        safeLoss = type.loss(values, isSafe: true)
        problem = Problem(
            tensors: tensors,
            reduction: options["reduction"]?.text.flatMap { Reduction(name: $0) } ?? type.entry.reductions.first.flatMap
            { Reduction(name: $0) } ?? .mean,
            mask: golden.task["mask"].map(Self.tensor), sampleWeight: golden.task["sample_weight"].map(Self.tensor),
            gradOutput: golden.task["grad_output"].map(Self.tensor),
            gradients: golden.task["gradients"]?.elements.compactMap(\.text) ?? [])
    }

    private static func tensor(_ tree: JSONTree) -> Tensor<Double> {
        if let data = tree["data"] {
            return Tensor(shape: tree["shape"]?.numbers.map { Int($0) } ?? [], values: data.numbers)
        }
        return Tensor(shape: tree.shape, values: tree.numbers)
    }

    /// The name of the first prediction.
    var primary: String {
        entry.inputs[0].name
    }

    func tensor(_ name: String) -> Tensor<Double> {
        problem.tensors[name] ?? Tensor(shape: [], values: [0])
    }

    func evaluate() throws -> Evaluation<Double> {
        try loss.evaluate(problem)
    }

    /// The scalar whose gradients are answered.
    func scalar() throws -> Double {
        let values = try evaluate().loss.values
        let upstream = problem.gradOutput?.values ?? Array(repeating: 1, count: values.count)
        return zip(values, upstream).reduce(0) { $0 + $1.0 * $1.1 }
    }

    func with(_ name: String, _ tensor: Tensor<Double>) -> LawProblem {
        var changed = self
        changed.problem.tensors[name] = tensor
        return changed
    }

    /// The problem with the rows of every tensor that has one for each item taken in another order, or only some.
    func withRows(_ rows: [Int]) -> LawProblem {
        let count = tensor(primary).shape[0]
        var changed = self
        for (name, tensor) in problem.tensors where tensor.shape.first == count && Self.isPerItem(name, self) {
            changed.problem.tensors[name] = tensor.rows(rows)
        }
        return changed
    }

    /// A weight that is not the input's size is one for each class.
    private static func isPerItem(_ name: String, _ law: LawProblem) -> Bool {
        guard let input = law.entry.inputs.first(where: { $0.isNamed(name) }) else { return false }
        let isOfInputShape = law.tensor(name).shape == law.tensor(law.primary).shape
        return input.place == .task ? input.kind != .linearMap : isOfInputShape
    }
}

extension Entry {
    /// Whether a row has a set of classes for its target.
    var comparesLabels: Bool {
        inputs.contains { $0.kind == .classIndex && $0.shape == "input's" }
    }

    /// Whether its problems are other than so many rows of so many numbers, or vectors.
    var hasOwnShapes: Bool {
        hasOtherItems || couplesItems || inputs.contains { [.linearMap, .length].contains($0.kind) }
    }

    /// Whether its gradient is not the derivative by its tensor: torch's of ctc_loss has a log-softmax behind it, and
    /// torchvision takes a factor of the complete overlap for a constant, as policy losses do of ratios and masks.
    var hasOwnGradient: Bool {
        ["complete_box_iou_loss", "ctc_loss", "cispo", "dppo"].contains(name)
    }

    /// Whether the mean of no items is 0.
    var hasEmptyMeanOfZero: Bool {
        inputs.contains { $0.kind == .box }
    }

    /// Whether its items are something else than the rows of its tensors.
    var hasOtherItems: Bool {
        ["ctc_loss", "dice_loss", "jaccard_loss", "tversky_loss"].contains(name) || isOfTokens
    }

    /// Whether it reads sequences of tokens, or answers: `LogProbTests` has their laws.
    var isOfTokens: Bool {
        inputs.contains { $0.kind == .length && $0.lengths == nil && name != "ctc_loss" } || name == "moe_load_balance"
    }

    /// Whether the loss of an item depends on the others.
    var couplesItems: Bool {
        ["info_nce_loss", "nt_xent_loss", "supcon_loss"].contains(name)
    }

    /// Whether its mean is more than the sum over the denominator.
    var hasOwnMean: Bool {
        ["ctc_loss", "rmse_loss", "tversky_loss", "moe_load_balance"].contains(name)
    }

    /// Whether its items are vectors.
    var comparesVectors: Bool {
        inputs.contains { $0.kind == .embedding || $0.kind == .box }
    }

    /// Whether some of its tensors have one number for each row of the others.
    var hasNumbersPerRow: Bool {
        comparesRows || comparesVectors
    }

    /// The shape of a tensor in a problem of so many rows; `nil` for what is not needed.
    func shape(of input: Input, rows: Int, size: Int) -> [Int]? {
        guard input.place == .task else { return nil }
        let isNumber =
            comparesVectors
            ? input.kind != .embedding && input.kind != .box
            : comparesRows && !comparesLabels && input.name == "target"
        return isNumber ? [rows] : [rows, input.kind == .box ? 4 : size]
    }

    /// Whether targets are classes, so that a row of scores is one item.
    var comparesRows: Bool {
        inputs.contains { $0.kind == .classIndex || $0.kind == .classIndexOrProbability }
    }
}

extension Tensor<Double> {
    /// The given rows along the first dimension.
    func rows(_ rows: [Int]) -> Tensor<Double> {
        let size = shape.dropFirst().reduce(1, *)
        return Tensor(
            shape: [rows.count] + shape.dropFirst(), values: rows.flatMap { values[($0 * size)..<(($0 + 1) * size)] })
    }
}
