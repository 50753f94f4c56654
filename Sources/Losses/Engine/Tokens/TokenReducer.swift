// How the terms of tokens become the loss of the task.

import Catalogue

/// The factors of terms and gradients, and the loss of their sums.
struct TokenReducer<Scalar: LossScalar> {
    let layout: TokenLayout<Scalar>
    /// What a mean divides by.
    let denominator: Double
    private let reduction: Reduction
    private let horizon: Double
    private let upstream: Double
    private let gradOutput: [Scalar]?
    /// Whether a mean is 0 since nothing counts in it.
    private let isZero: Bool

    /// - Throws: when `horizon` and `grad_output` do not go with the reduction.
    init(_ layout: TokenLayout<Scalar>, _ problem: Problem<Scalar>, horizon: Double?) throws(LossFaults) {
        guard (problem.reduction == .fixedHorizon) == (horizon != nil) else {
            throw LossFaults(
                .optionConflict, at: .option("horizon"),
                horizon == nil
                    ? "the reduction fixed_horizon needs horizon, the number of tokens that a sequence has at most"
                    : "horizon goes with the reduction fixed_horizon")
        }
        try Reducer.checkGradOutput(problem, shape: layout.shape)
        self.layout = layout
        self.horizon = horizon ?? 1
        reduction = problem.reduction
        upstream = problem.upstream
        gradOutput = problem.gradOutput?.values
        if let denominator = problem.denominator {
            self.denominator = denominator
        } else if problem.reduction.isBySequence {
            denominator = Double(layout.nonEmpty)
        } else if problem.sampleWeight == nil {
            denominator = Double(layout.tokens)
        } else {
            var sum = CompensatedSum()
            for (sequence, range) in layout.sequences.enumerated() where layout.counted[sequence] > 0 {
                for index in range { sum.add(Double(layout.weights?[index] ?? 1)) }
            }
            denominator = sum.value
        }
        isZero = denominator == 0 && problem.isSafe
    }

    /// What the sum over the tokens of a sequence is multiplied by, before a mean is divided.
    @inline(always)
    func factor(_ sequence: Int) -> Double {
        switch reduction {
        case .sequenceMeanTokenMean: 1 / Double(layout.counted[sequence])
        case .fixedHorizon: 1 / horizon
        default: 1
        }
    }

    /// What the slopes of the tokens of a sequence are multiplied by, besides their weights and `grad_output`.
    @inline(always)
    func scale(_ sequence: Int) -> Double {
        reduction.divides ? (isZero ? 0 : factor(sequence) * upstream / denominator) : upstream
    }

    /// The upstream gradients of eight tokens.
    @inline(always)
    func upstream(at start: Int, count: Int) -> Lanes {
        gradOutput?.lanes(at: start, count: count) ?? Lanes(repeating: 1)
    }

    /// The loss, from the sum over all sequences with their factors.
    func total(_ sum: Double) -> Double {
        guard reduction.divides else { return sum }
        return isZero ? 0 : sum / denominator
    }

    /// Makes the answer of a loss of tokens.
    ///
    /// - Parameters:
    ///   - problem: the problem.
    ///   - main: the tensor that has the gradient.
    ///   - total: the loss of all tokens.
    ///   - items: the losses of the tokens, where they are not reduced.
    ///   - gradient: the gradient, where it is wanted.
    ///   - isSettled: whether what is not a number is replaced.
    ///   - diagnostics: what is worth watching.
    ///   - work: how much work it was.
    /// - Returns: the evaluation.
    func evaluation(
        _ problem: Problem<Scalar>, of main: String, total: Double, items: [Scalar], gradient: [Scalar],
        isSettled: Bool, diagnostics: [LossDiagnostic], work: Int
    ) -> Evaluation<Scalar> {
        var gradients: NamedList<Tensor<Scalar>> = [:]
        if problem.gradients.contains(main), let shape = problem.tensors[main]?.shape {
            gradients[main] = Tensor(shape: shape, values: isSettled ? gradient.map(Settling.slope) : gradient)
        }
        let loss =
            reduction == .none
            ? Tensor(shape: layout.shape, values: isSettled ? items.map { $0.isNaN ? .infinity : $0 } : items)
            : Tensor(Scalar(isSettled ? Settling.cost(total) : total))
        return Evaluation(
            loss: loss, denominator: Scalar(denominator), gradients: gradients,
            warnings: layout.warnings(problem, input: main), diagnostics: diagnostics, elementCount: work,
            counts: layout.tokens > 0)
    }
}
