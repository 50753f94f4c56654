// "safe": where torch has a NaN that is of no use, and only there, something else.

import Catalogue
import Losses
import TestSupport
import Testing

@Suite("Safe forms")
struct SafeTests {
    /// A problem of which torch makes NaN or an overflow, and what is answered instead.
    struct Case: CustomStringConvertible, Sendable {
        let loss: String
        let input: [Double]
        let target: [Double]
        var shape: [Int]?
        var targetShape: [Int]?
        var weight: [Double]?
        var options: [String: OptionValue] = [:]
        let expected: Double
        let gradient: [Double]

        var description: String { "\(loss) \(input) \(target)" }
    }

    private static let infinity = Double.infinity

    static let cases = [
        Case(loss: "kl_div", input: [-infinity, -1], target: [0, 1], expected: 1, gradient: [0, -1]),
        Case(
            loss: "kl_div", input: [-infinity, -1], target: [-infinity, 0], options: ["log_target": .boolean(true)],
            expected: 1, gradient: [0, -1]),
        Case(
            loss: "cross_entropy", input: [0, -infinity, 0], target: [0.5, 0, 0.5], shape: [1, 3],
            expected: 0.6931471805599453, gradient: [0, 0, 0]),
        Case(
            loss: "cross_entropy", input: [.nan, 1, 0, 0], target: [-100, 1], shape: [2, 2], targetShape: [2],
            expected: 0.6931471805599453, gradient: [0, 0, 0.5, -0.5]),
        Case(
            loss: "nll_loss", input: [-1, -infinity, -2, -3], target: [1, 0], shape: [2, 2], targetShape: [2],
            weight: [1, 0], expected: 2, gradient: [0, 0, -1, 0]),
        Case(
            loss: "binary_cross_entropy_with_logits", input: [infinity, -infinity, 0], target: [1, 0, 0],
            expected: 0.6931471805599453, gradient: [0, 0, 0.5]),
        Case(
            loss: "binary_cross_entropy_with_logits", input: [-40], target: [0], expected: 4.248354255291589e-18,
            gradient: [4.248354255291589e-18]),
        Case(
            loss: "multilabel_soft_margin_loss", input: [infinity, 0], target: [1, 0], shape: [1, 2],
            expected: 0.34657359027997264, gradient: [0, 0.25]),
        Case(
            loss: "soft_margin_loss", input: [-1000, 0], target: [1, 1], expected: 1000.6931471805599,
            gradient: [-1, -0.5]),
        Case(loss: "soft_margin_loss", input: [infinity], target: [0], expected: 0.6931471805599453, gradient: [0]),
        Case(loss: "poisson_nll_loss", input: [-infinity], target: [0], expected: 0, gradient: [0]),
        Case(
            loss: "poisson_nll_loss", input: [0, 2], target: [0, 0],
            options: ["log_input": .boolean(false), "eps": .number(0)], expected: 2, gradient: [1, 1]),
        Case(
            loss: "cross_entropy", input: [-infinity, 0, 0, 0], target: [0, 1], shape: [2, 2], targetShape: [2],
            weight: [0, 1], expected: 0.6931471805599453, gradient: [0, 0, 0.5, -0.5]),
        Case(
            loss: "binary_cross_entropy_with_logits", input: [-infinity, 1], target: [1, 1], weight: [0, 1],
            expected: 0.3132616875182228, gradient: [0, -0.26894142136999516]),
        Case(loss: "l1_loss", input: [infinity, 1], target: [0, 0], weight: [0, 2], expected: 2, gradient: [0, 2]),
        Case(loss: "mse_loss", input: [3, infinity], target: [0, 0], weight: [1, 0], expected: 9, gradient: [6, 0]),
        Case(
            loss: "huber_loss", input: [infinity, 3], target: [0, 0], weight: [0, 1], expected: 2.5, gradient: [0, 1]),
    ]

    @Test("what torch answers NaN to has a value", arguments: cases)
    func fixed(example: Case) throws {
        let type = try #require(LossCatalogue.find(example.loss))
        var tensors: NamedList<Tensor<Double>> = [
            "input": Tensor(shape: example.shape ?? [example.input.count], values: example.input),
            "target": Tensor(
                shape: example.targetShape ?? example.shape ?? [example.target.count], values: example.target),
        ]
        if let weight = example.weight { tensors["weight"] = Tensor(shape: [weight.count], values: weight) }
        let isRow = type.entry.comparesRows
        var problem = Problem(tensors: tensors, reduction: isRow ? .mean : .sum, gradients: ["input"], isSafe: true)
        let safe = try type.loss(example.options, isSafe: true).evaluate(problem)
        #expect(abs(safe.loss.values[0] - example.expected) <= 1e-15 * abs(example.expected))
        let gradient = try #require(safe.gradients["input"]).values
        for (found, expected) in zip(gradient, example.gradient) {
            #expect(abs(found - expected) <= 1e-15 * abs(expected))
        }
        problem.isSafe = false
        let plain = try type.loss(example.options).evaluate(problem)
        let isTheSame =
            plain.loss.values == safe.loss.values && plain.gradients["input"]?.values == safe.gradients["input"]?.values
        #expect(!isTheSame)
    }

    @Test("a target that does not fit its sequence has no gradient, and neither has a probability of 0")
    func sequences() throws {
        let type = try #require(LossCatalogue.find("ctc_loss"))
        func gradient(_ logProbs: [Double], length: Double, isSafe: Bool) throws -> [Double] {
            let problem = Problem<Double>(
                tensors: [
                    "log_probs": Tensor(shape: [2, 2], values: logProbs),
                    "targets": Tensor(shape: [Int(length)], values: [1, 1].prefix(Int(length)).map { $0 }),
                    "input_lengths": Tensor(shape: [], values: [2]),
                    "target_lengths": Tensor(shape: [], values: [length]),
                ], gradients: ["log_probs"], isSafe: isSafe)
            let evaluation = try type.loss([:], isSafe: isSafe).evaluate(problem)
            #expect(evaluation.loss.values[0].isInfinite == (length == 2))
            return try #require(evaluation.gradients["log_probs"]).values
        }
        // Two equal labels need a blank between them.
        #expect(try gradient([-1, -1, -1, -1], length: 2, isSafe: true) == [0, 0, 0, 0])
        #expect(try gradient([-1, -1, -1, -1], length: 2, isSafe: false).allSatisfy(\.isNaN))
        #expect(try gradient([-.infinity, 0, -1, -1], length: 1, isSafe: true).allSatisfy(\.isFinite))
        #expect(try gradient([-.infinity, 0, -1, -1], length: 1, isSafe: false)[0].isNaN)
    }

    @Test("a row that is ignored has no gradient, also behind a linear map")
    func linear() throws {
        let type = try #require(LossCatalogue.find("linear_cross_entropy"))
        func gradient(isSafe: Bool) throws -> [Double] {
            let problem = Problem<Double>(
                tensors: [
                    "input": Tensor(shape: [2, 1], values: [.infinity, 1]),
                    "linear_weight": Tensor(shape: [2, 1], values: [1, 2]),
                    "target": Tensor(shape: [2], values: [-100, 1]),
                ], gradients: ["linear_weight"], isSafe: isSafe)
            let evaluation = try type.loss([:], isSafe: isSafe).evaluate(problem)
            return try #require(evaluation.gradients["linear_weight"]).values
        }
        #expect(try gradient(isSafe: false).allSatisfy(\.isNaN))
        #expect(try gradient(isSafe: true).allSatisfy(\.isFinite))
    }

    @Test("a vector of length 0 costs 1 and has no gradient, on either side")
    func direction() throws {
        let type = try #require(LossCatalogue.find("cosine_distance_loss"))
        for (input, target) in [([0.0, 0], [1.0, 0]), ([1, 2], [0, 0]), ([0, 0], [0, 0])] {
            var problem = Problem<Double>(
                tensors: [
                    "input": Tensor(shape: [1, 2], values: input), "target": Tensor(shape: [1, 2], values: target),
                ],
                gradients: ["input", "target"], isSafe: true)
            let safe = try type.loss([:], isSafe: true).evaluate(problem)
            #expect(safe.loss.values == [1])
            #expect(safe.gradients.values.allSatisfy { $0.values == [0, 0] })
            problem.isSafe = false
            #expect(try type.loss([:]).evaluate(problem).loss.values[0].isNaN)
        }
    }

    @Test(
        "boxes without height, width or both have finite losses and gradients",
        arguments: [[200, 599, 300, 599], [200, 500, 200, 600], [250, 550, 250, 550], [300, 600, 200, 500]]
            as [[Double]])
    func flatBoxes(box: [Double]) throws {
        let type = try #require(LossCatalogue.find("complete_box_iou_loss"))
        for other in [[200.0, 500, 300, 600], box] {
            for eps in [1e-7, 0] {
                let problem = Problem<Double>(
                    tensors: [
                        "boxes1": Tensor(shape: [1, 4], values: box), "boxes2": Tensor(shape: [1, 4], values: other),
                    ],
                    gradients: ["boxes1", "boxes2"], isSafe: true)
                let safe = try type.loss(["eps": .number(eps)], isSafe: true).evaluate(problem)
                #expect(safe.loss.values[0].isFinite)
                #expect(safe.gradients.values.allSatisfy { $0.values.allSatisfy(\.isFinite) }, "\(safe.gradients)")
            }
        }
    }

    @Test(
        "label smoothing over the open classes is label smoothing without the closed ones",
        arguments: ["cross_entropy", "poly_cross_entropy"], [[1.0], [0, 0.5, 0.5]])
    func openClasses(name: String, target: [Double]) throws {
        let type = try #require(LossCatalogue.find(name))
        func evaluate(_ scores: [Double], _ target: [Double], over classes: String) throws -> Evaluation<Double> {
            let options: [String: OptionValue] = [
                "label_smoothing": .number(0.1), "label_smoothing_classes": .choice(classes),
            ]
            return try type.loss(options).evaluate(
                Problem<Double>(
                    tensors: [
                        "input": Tensor(shape: [scores.count], values: scores),
                        "target": Tensor(shape: target.count == 1 ? [] : [target.count], values: target),
                    ], gradients: ["input"]))
        }
        let open = try evaluate([-.infinity, 0, 1], target, over: "open")
        let without = try evaluate(
            [0, 1], target.count == 1 ? [target[0] - 1] : Array(target.dropFirst()), over: "all")
        #expect(Closeness.difference(open.loss.values, without.loss.values, tolerance: 1e-15) == nil)
        let gradient = try #require(open.gradients["input"]).values
        let expected = try #require(without.gradients["input"]).values
        #expect(gradient[0] == 0)
        #expect(Closeness.difference(Array(gradient.dropFirst()), expected, tolerance: 1e-15) == nil)
        // torch spreads it over all classes, and a closed one costs infinity.
        let all = try evaluate([-.infinity, 0, 1], target, over: "all").loss.values[0]
        #expect(all == .infinity || target.count > 1)
    }

    @Test("a score of +∞ has all the probability, two share it, and with no open class the loss is infinite")
    func infiniteScores() throws {
        let infinity = Double.infinity
        let cases: [(scores: [Double], loss: Double, gradient: [Double])] = [
            ([infinity, 3, -infinity], 0, [0, 0, 0]),
            ([3, infinity, 0], infinity, [-1, 1, 0]),
            ([infinity, infinity, 0], 0.6931471805599453, [-0.5, 0.5, 0]),
            ([-infinity, -infinity, -infinity], infinity, [0, 0, 0]),
        ]
        for name in ["cross_entropy", "softmax_focal_loss", "poly_cross_entropy"] {
            let type = try #require(LossCatalogue.find(name))
            for example in cases {
                let problem = Problem<Double>(
                    tensors: [
                        "input": Tensor(shape: [3], values: example.scores), "target": Tensor(shape: [], values: [0]),
                    ], gradients: ["input"], isSafe: true)
                let safe = try type.loss([:], isSafe: true).evaluate(problem)
                let gradient = try #require(safe.gradients["input"]).values
                if name == "cross_entropy" {
                    #expect(safe.loss.values == [example.loss])
                    #expect(gradient == example.gradient)
                } else {
                    #expect(safe.loss.values[0].isInfinite == example.loss.isInfinite)
                    #expect(gradient.allSatisfy { $0.isFinite })
                }
            }
        }
    }

    @Test("where torch has numbers, the safe form has the same", arguments: LawProblem.smooth)
    func unchanged(law: LawProblem) throws {
        let plain = try law.evaluate()
        var problem = law.problem
        problem.isSafe = true
        let safe = try law.safeLoss.evaluate(problem)
        #expect(Closeness.difference(safe.loss.values, plain.loss.values, tolerance: 1e-12) == nil)
        for (name, gradient) in plain.gradients {
            let found = try #require(safe.gradients[name]).values
            #expect(Closeness.difference(found, gradient.values, tolerance: 1e-12) == nil)
        }
    }

    @Test("the mean of no items is 0, and so is its gradient", arguments: LawProblem.batches)
    func empty(law: LawProblem) throws {
        var problem = law.problem
        problem.isSafe = true
        problem.reduction = .mean
        problem.mask = Tensor(shape: [], values: [0])
        let evaluation = try law.safeLoss.evaluate(problem)
        #expect(evaluation.loss.values == [0])
        #expect(evaluation.denominator == 0)
        #expect(evaluation.gradients.values.allSatisfy { $0.values.allSatisfy { $0 == 0 } })
        #expect(evaluation.warnings.contains { $0.code == .allIgnored })
    }

    @Test("with all targets ignored the mean is 0", arguments: ["cross_entropy", "nll_loss", "softmax_focal_loss"])
    func ignored(name: String) throws {
        let type = try #require(LossCatalogue.find(name))
        let problem = Problem<Double>(
            tensors: [
                "input": Tensor(shape: [2, 2], values: [1, 2, 3, 4]),
                "target": Tensor(shape: [2], values: [-100, -100]),
            ], gradients: ["input"], isSafe: true)
        let evaluation = try type.loss([:], isSafe: true).evaluate(problem)
        #expect(evaluation.loss.values == [0])
        #expect(evaluation.gradients["input"]?.values == [0, 0, 0, 0])
    }
}
