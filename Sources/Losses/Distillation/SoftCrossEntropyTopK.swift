// The cross-entropy of given weights over some entries of the vocabulary.

import Catalogue

struct SoftCrossEntropyTopK: TokenLoss {
    static let trailing = 1

    static let entry = Entry(
        "soft_cross_entropy_topk", aliases: [],
        summary: "Cross-entropy of constant weights over log-probabilities of some tokens.",
        formula:
            "−Σ_k target_weights[k]·log_probs[k]; an entry of weight 0 costs nothing, whatever its log-probability is",
        denominator: TokenTexts.denominator, reductions: Reduction.ofTokens,
        inputs: [
            Input(
                "log_probs", .logProbability, shape: "(B, T, K), (N, K) with lengths, or (T, K)", gradient: .byDefault,
                expects: .tokenLogProbabilities,
                "Log-probabilities of the chosen entries."),
            Input(
                "target_weights", .weight, shape: "log_probs's", gradient: .never,
                "How much each entry counts, with any sign; 0 for padding."),
            TokenInputs.lengths,
        ],
        source: "the loss cross_entropy of Tinker's API with targets of several tokens",
        example: #"{"loss": "soft_cross_entropy_topk", "log_probs": [[-0.5, -1.5, -3.0], [-1.0, -1.25, -2.0]], "#
            + #""target_weights": [[0.75, 0.25, 0.0], [0.5, 0.5, 0.0]]}"#)

    static let options: [Option<Self>] = [TokenInputs.horizon(\.horizon)]

    var horizon: Double?

    package static var diagnosticCount: Int { 4 }
    package static func work(_ shapes: NamedList<[Int]>) -> Int { Work.product(shapes[main] ?? []) }

    package func reader<Scalar: LossScalar>(_ problem: Problem<Scalar>, _ name: String) -> (Int) -> Bool {
        let counts = tokenReader(problem, name)
        guard name == Self.main, let weights = problem.tensors["target_weights"]?.values else { return counts }
        return { counts($0) && weights[$0] != 0 }
    }

    package func evaluate(_ problem: Problem<Float>) throws(LossFaults) -> Evaluation<Float> {
        try TokenRowEngine(WeightedRows(problem), problem, horizon: horizon, work: Self.work(problem.shapes)).evaluate()
    }

    package func evaluate(_ problem: Problem<Double>) throws(LossFaults) -> Evaluation<Double> {
        try TokenRowEngine(WeightedRows(problem), problem, horizon: horizon, work: Self.work(problem.shapes)).evaluate()
    }
}

/// The rows of one problem of `soft_cross_entropy_topk`.
private struct WeightedRows<Scalar: LossScalar>: TokenRows {
    static var main: String { SoftCrossEntropyTopK.main }

    let layout: TokenLayout<Scalar>
    let width: Int
    private let logProbs: [Scalar]
    private let weights: [Scalar]
    private var start = 0
    private var sum = CompensatedSum()

    init(_ problem: Problem<Scalar>) throws(LossFaults) {
        let pair = try TokenRowPair(Self.main, "target_weights", problem)
        (layout, width, logProbs, weights) = (pair.layout, pair.width, pair.main, pair.other)
    }

    mutating func begin() {}

    mutating func evaluate(_ token: Int, wantsSlopes: Bool) -> Double {
        start = token * width
        var (cost, sum) = (CompensatedSum(), CompensatedSum())
        for index in start..<start + width {
            let weight = Double(weights[index])
            guard weight != 0 else { continue }
            cost.add(-weight * Double(logProbs[index]))
            sum.add(weight)
        }
        self.sum.add(sum.value)
        return cost.value
    }

    func storeSlopes(_ target: UnsafeMutablePointer<Scalar>, times factor: Double) {
        for index in 0..<width { unsafe target[index] = Scalar(0 - Double(weights[start + index]) * factor) }
    }

    var sums: [Double] { [sum.value] }

    func diagnostics(_ sums: [Double]) -> [LossDiagnostic] { [("weight_sum", sums[0])] }
}
