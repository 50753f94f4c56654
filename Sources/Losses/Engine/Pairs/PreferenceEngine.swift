// Evaluates a preference loss: sums, costs, the likelihood of the chosen answers, reduction, gradients and diagnostics.

import Catalogue

/// One problem of a preference loss on its way to an answer.
struct PreferenceEngine<Method: PreferenceLoss, Scalar: LossScalar> {
    private let loss: Method
    private let problem: Problem<Scalar>
    /// The policy's two, and the reference's where they are given.
    private let answers: [AnswerLogProbs<Scalar>]
    private let items: ItemWeights<Scalar>
    private let reducer: Reducer<Scalar>
    private let tokens: (chosen: [Double]?, rejected: [Double]?)
    private let work: Int

    private static var names: [(name: String, side: String)] {
        [
            ("policy_chosen_logps", "chosen"), ("policy_rejected_logps", "rejected"),
            ("reference_chosen_logps", "chosen"), ("reference_rejected_logps", "rejected"),
        ]
    }

    init(_ loss: Method, _ problem: Problem<Scalar>) throws(LossFaults) {
        self.loss = loss
        self.problem = problem
        try problem.checkExtents()
        try loss.check(problem)
        var answers: [AnswerLogProbs<Scalar>] = []
        for (name, side) in Self.names where problem.tensors[name] != nil || answers.count < 2 {
            answers.append(try AnswerLogProbs(name, side: side, problem, loss.settings.level))
        }
        self.answers = answers
        guard problem.tensors["reference_chosen_logps"] == nil || problem.tensors["reference_rejected_logps"] != nil,
            answers.count != 3
        else {
            throw LossFaults(
                .missing, at: .tensor("reference_chosen_logps"),
                "give both reference_chosen_logps and reference_rejected_logps, or neither")
        }
        let shape = try Self.itemShape(answers, loss.settings.level)
        work = Work.product(shape + [4])
        guard work <= problem.elementLimit else {
            throw LossFaults(
                .tooManyElements, at: .tensor(answers[0].name),
                "the operands broadcast to shape \(shape), which is as much work as \(work) elements; at most "
                    + "\(max(problem.elementLimit, 0)) are allowed")
        }
        items = try ItemWeights.checked(problem, shape: shape)
        reducer = Reducer(problem, items: items, denominator: items.sum)
        tokens = try Self.tokens(answers, problem, loss, shape)
    }

    /// The shape of the pairs.
    private static func itemShape(
        _ answers: [AnswerLogProbs<Scalar>], _ level: LogProbLevel
    ) throws(LossFaults) -> [Int] {
        var shape = answers[0].itemShape
        for (place, answer) in answers.enumerated().dropFirst() {
            guard level == .sequence else {
                guard answer.itemShape == shape else {
                    throw LossFaults(
                        .shapeMismatch, at: .tensor(answer.name),
                        "\(answer.name) has \(answer.itemShape[0]) answers, and \(answers[0].name) \(shape[0])")
                }
                if place >= 2 { try answer.checkShape(of: answers[place - 2]) }
                continue
            }
            guard let larger = Tensor<Scalar>.commonShape(shape, answer.itemShape) else {
                throw LossFaults(
                    .shapeMismatch, at: .tensor(answer.name),
                    "\(answer.name) of shape \(answer.itemShape) does not broadcast with \(shape), the shape so far")
            }
            shape = larger
        }
        return shape
    }

    /// How many tokens the answers of each pair have, where that is known.
    private static func tokens(
        _ answers: [AnswerLogProbs<Scalar>], _ problem: Problem<Scalar>, _ loss: Method, _ shape: [Int]
    ) throws(LossFaults) -> (chosen: [Double]?, rejected: [Double]?) {
        let chosen = try tokens(of: answers[0], "chosen_lengths", problem, shape)
        let rejected = try tokens(of: answers[1], "rejected_lengths", problem, shape)
        let needsChosen = loss.settings.nllWeight != 0 && loss.settings.nllDenominator == nil
        if chosen == nil, loss.needsTokens || needsChosen { throw missing("chosen_lengths") }
        if rejected == nil, loss.needsTokens { throw missing("rejected_lengths") }
        return (chosen, rejected)
    }

    private static func missing(_ name: String) -> LossFaults {
        LossFaults(
            .missing, at: .tensor(name),
            "\(name) is missing: these options divide by the numbers of tokens of the answers")
    }

    private static func tokens(
        of answer: AnswerLogProbs<Scalar>, _ name: String, _ problem: Problem<Scalar>, _ shape: [Int]
    ) throws(LossFaults) -> [Double]? {
        if let counts = answer.counts { return counts }
        guard let lengths = problem.tensors[name] else { return nil }
        _ = try TokenLengths.whole(lengths, name, limit: Int.max)
        guard Tensor<Scalar>.commonShape(lengths.shape, shape) == shape else {
            throw LossFaults(
                .shapeMismatch, at: .tensor(name),
                "\(name) of shape \(lengths.shape) does not broadcast to the pairs, of shape \(shape)")
        }
        return lengths.expanded(to: shape).map { Double($0) }
    }

    func evaluate() -> Evaluation<Scalar> {
        if problem.isOnlyChecked { return .checked(elementCount: work) }
        let counted = (0..<items.count).filter { !items.leavesOut($0) }
        let sums = answers.map { $0.sums(of: items) }
        let pairs = Pairs(
            policyChosen: sums[0], policyRejected: sums[1], referenceChosen: sums.count > 2 ? sums[2] : nil,
            referenceRejected: sums.count > 2 ? sums[3] : nil,
            chosenTokens: tokens.chosen.map { $0.map { max($0, 1) } },
            rejectedTokens: tokens.rejected.map { $0.map { max($0, 1) } }, counted: counted)
        var terms = loss.terms(pairs)
        if problem.isSafe, terms.costs.contains(where: \.isNaN), !problem.holdsNaN {
            terms.costs = terms.costs.map(Settling.cost)
        }
        let likelihood = likelihood(pairs)
        var value = reducer.reduce(terms.costs)
        if let likelihood {
            if problem.reduction == .none {
                // Added before they are rounded.
                value = Tensor(
                    shape: items.shape,
                    values: terms.costs.indices.map { pair in
                        guard !items.leavesOut(pair) else { return 0 }
                        let weight = items.values.map { Double($0[pair]) } ?? 1
                        return Scalar(weight * terms.costs[pair] - pairs.policyChosen[pair] * likelihood.share)
                    })
            } else {
                value = Tensor(Scalar(reducer.total(terms.costs) + loss.settings.nllWeight * likelihood.mean))
            }
        }
        if problem.isSafe, value.values.contains(where: \.isNaN), !problem.holdsNaN {
            value = Tensor(shape: value.shape, values: value.values.map { $0.isNaN ? .infinity : $0 })
        }
        return Evaluation(
            loss: value, denominator: Scalar(reducer.denominator),
            gradients: gradients(terms, likelihood?.share, counted),
            warnings: warnings, diagnostics: diagnostics(terms, pairs, likelihood), elementCount: work,
            counts: !counted.isEmpty)
    }

    private var warnings: [LossWarning] {
        answers.compactMap { $0.warning(items.shape) }
            + (reducer.warning(problem, input: answers[0].name).map { [$0] } ?? [])
    }

    /// The mean negative log-likelihood of the chosen tokens, and what the slope by each of them is, less the sign.
    private func likelihood(_ pairs: Pairs) -> (mean: Double, tokens: Double, share: Double)? {
        guard loss.settings.nllWeight != 0 else { return nil }
        var (sum, count) = (CompensatedSum(), 0.0)
        for pair in pairs.counted {
            sum.add(-pairs.policyChosen[pair])
            count += tokens.chosen?[pair] ?? 0
        }
        let divisor = loss.settings.nllDenominator ?? count
        // No tokens have no likelihood to add.
        let isZero = divisor == 0
        return (isZero ? 0 : sum.value / divisor, count, isZero ? 0 : loss.settings.nllWeight / divisor)
    }

    private func gradients(_ terms: PairTerms, _ share: Double?, _ counted: [Int]) -> NamedList<Tensor<Scalar>> {
        let slopes = [terms.policyChosen, terms.policyRejected, terms.referenceChosen, terms.referenceRejected]
        var gradients: NamedList<Tensor<Scalar>> = [:]
        for (place, answer) in answers.enumerated() where problem.gradients.contains(answer.name) {
            var scaled = [Double](repeating: 0, count: items.count)
            for pair in counted {
                scaled[pair] = slopes[place][pair] * reducer.scale(terms.items?[place][pair] ?? pair)
                if place == 0, let share {
                    scaled[pair] -= share * problem.upstream * Double(problem.gradOutput?.values[pair] ?? 1)
                }
            }
            gradients[answer.name] = answer.gradient(scaled, shape: items.shape)
        }
        return problem.settled(gradients)
    }

    private func diagnostics(
        _ terms: PairTerms, _ pairs: Pairs, _ likelihood: (mean: Double, tokens: Double, share: Double)?
    ) -> [LossDiagnostic] {
        let count = Double(pairs.counted.count)
        func mean(_ number: (Int) -> Double) -> Double {
            var sum = CompensatedSum()
            for pair in pairs.counted { sum.add(number(pair)) }
            return sum.value / count
        }
        var diagnostics: [LossDiagnostic] = [
            ("pairs", count), ("rewards_chosen", mean { terms.rewardsChosen[$0] }),
            ("rewards_rejected", mean { terms.rewardsRejected[$0] }),
            ("rewards_margins", mean { terms.rewardsChosen[$0] - terms.rewardsRejected[$0] }),
            ("rewards_accuracies", mean { terms.rewardsChosen[$0] > terms.rewardsRejected[$0] ? 1 : 0 }),
        ]
        if Method.showsLogProbs {
            diagnostics += [
                ("logps_chosen", mean { pairs.policyChosen[$0] }),
                ("logps_rejected", mean { pairs.policyRejected[$0] }),
            ]
        }
        diagnostics += terms.diagnostics
        if let likelihood {
            diagnostics += [("nll_loss", likelihood.mean), ("nll_tokens", likelihood.tokens)]
        }
        return diagnostics
    }
}
