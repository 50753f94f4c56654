// Inputs as large as they come: losses and gradients stay finite, and sums keep their digits.

import Catalogue
@testable import Losses
import TestSupport
import Testing

@Suite("Extremes")
struct ExtremeTests {
    /// The largest and smallest inputs at which the losses must be finite, by what the numbers mean.
    private static func extremes(_ kind: Input.Kind) -> [Double] {
        switch kind {
        case .logit: [1e4, -1e4, 0, 88.8, -104]
        case .logProbability: [-1e4, -1e-30, 0, -104, -0.7]
        case .variance: [1e15, 0, 1e-40, 1, 1e-3]
        case .probability: [0, 1, 1e-40, 0.5, 1 - 0x1p-24]
        default: [1e15, -1e15, 1e-40, 0, 1]
        }
    }

    /// Losses that overflow in their references too, or have no value for vectors of length 0; their golden cases say
    /// where.
    private static let overflowing: Set = [
        "complete_box_iou_loss", "cosine_distance_loss", "cosine_embedding_loss", "poisson_nll_loss",
        "soft_margin_loss",
    ]

    /// Those that have no value for vectors, or boxes, of length 0.
    private static let withoutValue: Set = ["complete_box_iou_loss", "cosine_distance_loss"]

    /// The losses whose problems are rows of numbers, or vectors; golden cases do for the others.
    private static let plain = LossCatalogue.all.filter { !$0.entry.hasOwnShapes }

    @Test(
        "losses and gradients are finite at extremes, in both types",
        arguments: plain.filter { !overflowing.contains($0.entry.name) })
    func finite(type: LossType) throws {
        let loss = type.loss([:])
        let values = Self.extremes(try #require(type.entry.inputs.first).kind)
        let isRow = type.entry.comparesRows
        for target in isRow ? [0.0, 1, 4] : [0.0, 1] {
            let primary = type.entry.inputs[0].name
            var tensors: NamedList<Tensor<Double>> = [:]
            for input in type.entry.inputs {
                guard let shape = type.entry.shape(of: input, rows: 1, size: values.count) else { continue }
                let numbers =
                    input.name == "target" ? Array(repeating: target, count: values.count) : Self.extremes(input.kind)
                tensors[input.name] = Tensor(shape: shape, values: Array(numbers.prefix(shape.reduce(1, *))))
            }
            if type.entry.comparesLabels {
                tensors["target"] = Tensor(
                    shape: [1, values.count], values: [target] + Array(repeating: -1, count: values.count - 1))
            }
            let double = try loss.evaluate(Problem<Double>(tensors: tensors, gradients: [primary]))
            let single = try loss.evaluate(
                Problem<Float>(
                    tensors: tensors.mapValues { Tensor(shape: $0.shape, values: $0.values.map { Float($0) }) },
                    gradients: [primary]))
            #expect(double.loss.values[0].isFinite && single.loss.values[0].isFinite)
            #expect(try #require(double.gradients[primary]).values.allSatisfy(\.isFinite))
            #expect(try #require(single.gradients[primary]).values.allSatisfy(\.isFinite))
        }
    }

    @Test("losses of other shapes have golden cases for large numbers and for none", arguments: LossCatalogue.all)
    func others(type: LossType) {
        guard type.entry.hasOwnShapes else { return }
        let names = GoldenCase.all.filter { $0.loss == type.entry.name }.map(\.name)
        #expect(names.contains { $0.hasPrefix("large") })
        // torch refuses a ctc_loss without steps or sequences, and so does lossd.
        #expect(names.contains { $0.hasPrefix("no rows") } || type.entry.name == "ctc_loss")
    }

    @Test("the sum of ten million float32 terms is right to the last digit")
    func longSum() {
        let term = Double(Float(0.1))
        var sum = CompensatedSum()
        for _ in 0..<10_000_000 { sum.add(term) }
        #expect(Float(sum.value) == Float(term * 1e7))
        #expect(sum.value == term * 1e7)
    }

    @Test("what overflows only on the way to a loss of poisson_nll_loss does not")
    func poisson() throws {
        let loss = try #require(LossCatalogue.find("poisson_nll_loss")).loss(["full": .boolean(true)])
        let tensors: NamedList<Tensor<Float>> = [
            "input": Tensor<Float>(shape: [1], values: [88]), "target": Tensor(shape: [1], values: [1e37]),
        ]
        let evaluation = try loss.evaluate(Problem<Float>(tensors: tensors, gradients: ["input"]))
        // Of e^88 − 88·10³⁷ and log 10³⁷!, of which each alone is beyond a Float.
        #expect(abs(evaluation.loss.values[0] - 1.271e38) < 0.001e38)
    }

    @Test(
        "the root of a mean of squares is as large as the errors, whatever their squares are",
        arguments: [1e160, 1.5e308, 1e-170, 1e-300, 0x1p-1030, 3, 1e100])
    func rootOfSquares(size: Double) throws {
        let loss = try #require(LossCatalogue.find("rmse_loss")).loss([:])
        for (errors, factor) in [
            ([1.0, 1], 1.0), ([0.6, 0.8], 0.5.squareRoot()), ([1, 0], 0.5.squareRoot()), ([0, 0], 0),
        ] {
            let input = errors.map { $0 * size }
            let problem = Problem(
                tensors: ["input": Tensor(shape: [2], values: input), "target": Tensor(shape: [2], values: [0.0, 0])],
                gradients: ["input"])
            let evaluation = try loss.evaluate(problem)
            // Below the normal numbers there are fewer digits.
            let tolerance = max(1e-14 * factor * size, 0x1p-1074)
            #expect(abs(evaluation.loss.values[0] - factor * size) <= tolerance, "\(errors)")
            for (slope, error) in zip(evaluation.gradients["input"]?.values ?? [], input) {
                let expected = factor == 0 ? 0 : error / (factor * size) / 2
                #expect(abs(slope - expected) <= (size < 1e-300 ? 1e-2 : 1e-14), "\(errors)")
            }
        }
    }

    @Test("large terms that cancel leave the small ones")
    func cancellation() {
        var sum = CompensatedSum()
        for term in [1, 1e100, 1, -1e100] { sum.add(term) }
        #expect(sum.value == 2)
    }

    @Test("infinities and NaN pass through a sum")
    func nonFiniteSums() {
        func sum(_ terms: [Double]) -> Double {
            var sum = CompensatedSum()
            for term in terms { sum.add(term) }
            return sum.value
        }
        #expect(sum([1, .infinity, 2]) == .infinity)
        #expect(sum([1, -.infinity, 2]) == -.infinity)
        #expect(sum([.infinity, -.infinity]).isNaN)
        #expect(sum([1, .nan]).isNaN)
        #expect(sum([1e308, 1e308]) == .infinity)
    }

    @Test(
        "a mean over many float32 elements keeps its digits, in one row or in many",
        arguments: plain.filter { !withoutValue.contains($0.entry.name) })
    func longMean(type: LossType) throws {
        let loss = type.loss([:])
        let isRow = type.entry.comparesRows
        func mean(_ shape: [Int]) throws -> Double {
            var tensors: NamedList<Tensor<Float>> = [:]
            for (index, input) in type.entry.inputs.enumerated() {
                guard let shape = type.entry.shape(of: input, rows: shape[0], size: shape[1]) else { continue }
                let values = Array(repeating: Float(index == 0 ? 0.1 : 0), count: shape.reduce(1, *))
                tensors[input.name] = Tensor(shape: shape, values: values)
            }
            let evaluation = try loss.evaluate(Problem<Float>(tensors: tensors))
            return Double(evaluation.loss.values[0])
        }
        let short = try mean([1, 2])
        #expect(abs(try mean([250_000, 2]) - short) <= 0x1p-23 * abs(short))
        // A row of scores against a class costs more the more classes there are; rows that are averaged do not.
        if !isRow, !type.entry.comparesVectors { #expect(abs(try mean([1, 500_000]) - short) <= 0x1p-23 * abs(short)) }
    }

    @Test("nothing overflows or vanishes before the result does")
    func onTheWay() throws {
        func evaluate(_ name: String, _ input: [Double], _ target: [Double], isSafe: Bool) throws -> Evaluation<Double>
        {
            let shape = name == "rmse_loss" ? [input.count] : [1, input.count]
            let problem = Problem<Double>(
                tensors: [
                    "input": Tensor(shape: shape, values: input), "target": Tensor(shape: shape, values: target),
                ],
                gradients: ["input", "target"], isSafe: isSafe)
            return try #require(LossCatalogue.find(name)).loss([:], isSafe: isSafe).evaluate(problem)
        }
        for isSafe in [false, true] {
            for scale in [1e160, 1e-160, 1e-200, 1e300, 0x1p-1070] {
                let cosine = try evaluate("cosine_distance_loss", [scale, scale], [1, 0], isSafe: isSafe)
                let plain = try evaluate("cosine_distance_loss", [1, 1], [1, 0], isSafe: isSafe)
                #expect(Closeness.difference(cosine.loss.values, plain.loss.values, tolerance: 1e-15) == nil)
                let gradient = try #require(cosine.gradients["input"]).values
                let expected = try #require(plain.gradients["input"]).values.map { $0 / scale }
                if expected.allSatisfy(\.isFinite) {
                    #expect(Closeness.difference(gradient, expected, tolerance: 1e-14) == nil, "\(scale)")
                }
                let both = try evaluate("cosine_distance_loss", [scale, scale], [scale, 0], isSafe: isSafe)
                #expect(Closeness.difference(both.loss.values, plain.loss.values, tolerance: 1e-15) == nil)
            }
            let root = try evaluate("rmse_loss", [1e308, 1e308], [-1e308, 0], isSafe: isSafe)
            #expect(Closeness.difference(root.loss.values, [1.58113883008419e308], tolerance: 1e-14) == nil)
            let gradient = try #require(root.gradients["input"]).values
            #expect(Closeness.difference(gradient, [0.632455532033676, 0.316227766016838], tolerance: 1e-14) == nil)
        }
    }

    @Test("a score that is far larger than the others counts wherever it is in its row", arguments: 1...40)
    func largestScore(size: Int) throws {
        let loss = try #require(LossCatalogue.find("cross_entropy")).loss([:])
        for place in 0..<size {
            // Without it e^800 would overflow.
            var scores = [Float](repeating: -800, count: size)
            scores[place] = 800
            let result = try loss.evaluate(
                Problem<Float>(
                    tensors: [
                        "input": Tensor(shape: [1, size], values: scores),
                        "target": Tensor(shape: [1], values: [Float(place)]),
                    ],
                    gradients: ["input"]))
            #expect(result.loss.values == [0])
            #expect(result.gradients["input"]?.values == [Float](repeating: 0, count: size), "\(place) of \(size)")
        }
    }

    @Test("problems without elements: mean is NaN, sum 0, none and gradients empty", arguments: plain)
    func empty(type: LossType) throws {
        func evaluate(_ reduction: Reduction) throws -> Evaluation<Double> {
            var tensors: NamedList<Tensor<Double>> = [:]
            for input in type.entry.inputs {
                guard let shape = type.entry.shape(of: input, rows: 0, size: 3) else { continue }
                tensors[input.name] = Tensor(shape: shape, values: [])
            }
            return try type.loss([:]).evaluate(
                Problem<Double>(tensors: tensors, reduction: reduction, gradients: [type.entry.inputs[0].name]))
        }
        let mean = try evaluate(.mean)
        #expect(type.entry.hasEmptyMeanOfZero ? mean.loss.values == [0] : mean.loss.values[0].isNaN)
        #expect(mean.denominator == 0)
        #expect(mean.warnings.contains { $0.code == .empty })
        #expect(mean.gradients[type.entry.inputs[0].name]?.values == [])
        #expect(mean.gradients[type.entry.inputs[0].name]?.shape.first == 0)
        if type.entry.reductions.contains("sum") { #expect(try evaluate(.sum).loss.values == [0]) }
        if type.entry.reductions.contains("none") { #expect(try evaluate(.none).loss.values == []) }
    }
}

extension LossType: CustomStringConvertible {
    public var description: String { entry.name }
}
