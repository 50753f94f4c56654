// Reduction, once for all losses: items to a loss, and the factor that each item's gradient carries.

/// Turns the losses of the items into the loss of the task.
struct Reducer<Scalar: LossScalar> {
    let items: ItemWeights<Scalar>
    let reduction: Reduction
    /// What `mean` (or `batchmean`) divides by.
    let denominator: Double
    /// What comes of nothing, in words.
    let emptyOutcome: String
    /// Whether a mean is 0 since nothing counts in it.
    private let isZero: Bool
    /// The factor of each item's gradient where it differs between items.
    let scales: [Double]?
    /// The factor where it does not.
    let uniformScale: Double
    private let isSafe: Bool

    /// `problem` must have passed `checkGradOutput`.
    init(
        _ problem: Problem<Scalar>, items: ItemWeights<Scalar>, denominator: Double, emptyMeanIsZero: Bool = false
    ) {
        self.items = items
        let denominator = problem.denominator ?? denominator
        self.denominator = denominator
        isSafe = problem.isSafe
        let isZeroWhenEmpty = problem.isSafe || emptyMeanIsZero
        emptyOutcome =
            switch problem.reduction {
            case .sum: "the sum of zero items is 0"
            case .none: "what is left out is 0"
            default: "the mean of zero items is \(isZeroWhenEmpty || problem.denominator != nil ? "0" : "NaN")"
            }
        isZero = denominator == 0 && isZeroWhenEmpty
        reduction = problem.reduction
        let gradOutput = problem.gradOutput?.values
        var scale = problem.upstream
        if reduction.divides { scale = isZero ? 0 : scale / denominator }
        uniformScale = scale
        switch (items.values, gradOutput) {
        case (nil, nil): scales = nil
        case (let weights?, nil): scales = weights.map { $0 == 0 ? 0 : Double($0) * scale }
        case (nil, let upstream?): scales = upstream.map { Double($0) * scale }
        case (let weights?, let upstream?):
            scales = zip(weights, upstream).map { $0 == 0 ? 0 : Double($0) * Double($1) * scale }
        }
    }

    /// The derivative of what is differentiated by the item's loss; in Double, so that a gradient is rounded once.
    @inline(__always)
    func scale(_ item: Int) -> Double {
        guard let scales else { return uniformScale }
        return scales[item]
    }

    /// The loss of the task, from those of the items.
    func reduce<Number: LossScalar>(_ losses: [Number]) -> Tensor<Scalar> {
        guard reduction == .none else { return Tensor(Scalar(total(losses))) }
        guard let weights = items.values else { return Tensor(shape: items.shape, values: losses.map { Scalar($0) }) }
        let values = zip(weights, losses).map { (weight, loss) -> Scalar in
            weight == 0 ? 0 : Scalar(Double(weight) * Double(loss))
        }
        return Tensor(shape: items.shape, values: values)
    }

    /// The loss of the task, where the losses may be summed up already.
    func reduce(_ losses: ItemLosses) -> Tensor<Scalar> {
        if case .each(let items) = losses { return reduce(items) }
        return Tensor(Scalar(total(losses)))
    }

    /// The sum or the mean of losses that may be summed up already.
    func total(_ losses: ItemLosses) -> Double {
        switch losses {
        case .each(let items): total(items)
        case .sum(let sum): reduction == .sum ? sum : isZero ? 0 : sum / denominator
        }
    }

    /// The sum or the mean of the losses of the items.
    func total<Number: BinaryFloatingPoint>(_ losses: [Number]) -> Double {
        var sum = CompensatedSum()
        if let weights = items.values {
            for (weight, loss) in zip(weights, losses) where weight != 0 { sum.add(Double(weight) * Double(loss)) }
        } else {
            for loss in losses { sum.add(Double(loss)) }
        }
        // Infinities of both signs.
        let total = isSafe && sum.value.isNaN && !losses.contains(where: \.isNaN) ? .infinity : sum.value
        if reduction == .sum { return total }
        let mean = isZero ? 0 : total / denominator
        // Weights that are infinite, or whose sum is.
        return isSafe && mean.isNaN && !total.isNaN && !denominator.isNaN ? Settling.cost(mean) : mean
    }

    /// What is to be said of a problem in which no item counts; `nil` when one does.
    func warning(_ problem: Problem<Scalar>, input: String) -> LossWarning? {
        if items.count == 0 {
            return LossWarning(
                code: .empty, place: .tensor(input),
                detail: "there are no items; \(emptyOutcome)")
        }
        guard items.leavesOutAll else { return nil }
        return LossWarning(
            code: .allIgnored, place: problem.mask == nil ? .sampleWeight : .mask(),
            detail: "every item is excluded; \(emptyOutcome)")
    }

    /// Checks that the upstream gradient fits the unreduced loss, of that shape.
    static func checkGradOutput(_ problem: Problem<Scalar>, shape: [Int]) throws(LossFaults) {
        guard let gradOutput = problem.gradOutput else { return }
        guard problem.reduction == .none else {
            throw LossFaults(
                .unexpectedGradOutput, at: .gradOutput,
                "grad_output goes with reduction none; \(problem.reduction.rawValue) answers a single number")
        }
        guard gradOutput.shape == shape else {
            throw LossFaults(
                .shapeMismatch, at: .gradOutput,
                "grad_output has shape \(gradOutput.shape), the unreduced loss \(shape)")
        }
    }
}
