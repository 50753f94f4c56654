// Cross-entropy of bounded scores, with a penalty on the logarithm of their sum.

import Catalogue
import RealModule

extension RowEngine where Method == CrossEntropy {
    /// Row after row in Double, so that everything is rounded once.
    func evaluateCapped() throws(LossFaults) -> Evaluation<Scalar> {
        if problem.isOnlyChecked { return .checked(elementCount: elementCount) }
        let input = try problem.tensor("input")
        let wants = (
            input: problem.gradients.contains("input"), target: problem.gradients.contains("target"),
            weight: problem.gradients.contains("weight") && classWeights != nil
        )
        var gradient = [Scalar](repeating: 0, count: wants.input ? input.values.count : 0)
        var targetGradient = [Scalar](repeating: 0, count: wants.target ? target.values.count : 0)
        var weightSums = [Double](repeating: 0, count: wants.weight ? layout.classes : 0)
        var losses = [Double](repeating: 0, count: layout.itemCount)
        let divisor = problem.reduction.divides ? penaltyDivisor : 1
        var penalties = [Double](repeating: 0, count: layout.itemCount)
        var row = emptyRow
        var slopes = [Double](repeating: 0, count: layout.classes)
        for item in 0..<layout.itemCount where !reducer.items.leavesOut(item) {
            for index in 0..<layout.classes {
                (row.scores[index], slopes[index]) = capped(Double(input.values[layout.place(of: index, in: item)]))
            }
            aim(&row, at: item)
            losses[item] = cost(of: &row, scale: reducer.scale(item))
            var isIgnored = false
            if case .index(nil) = row.target { isIgnored = true }
            if !isIgnored, loss.zLoss != 0 { penalties[item] = penalty(&row, item, divisor: divisor) }
            if wants.input {
                for index in 0..<layout.classes {
                    let slope = row.gradient[index] * slopes[index]
                    gradient[layout.place(of: index, in: item)] = Scalar(0 + slope)
                }
            }
            if wants.target {
                layout.scatter(row.targetGradient.map { Scalar($0) }, to: item, of: &targetGradient)
            }
            for index in weightSums.indices { weightSums[index] += row.weightGradient[index] }
        }
        var gradients: NamedList<Tensor<Scalar>> = [:]
        if wants.input { gradients["input"] = Tensor(shape: input.shape, values: gradient) }
        if wants.target { gradients["target"] = Tensor(shape: target.shape, values: targetGradient) }
        if wants.weight { gradients["weight"] = Tensor(shape: [layout.classes], values: weightSums.map { Scalar($0) }) }
        let part = penaltySum(penalties) / divisor
        return Evaluation(
            loss: total(losses, penalties, part, divisor: divisor), denominator: Scalar(reducer.denominator),
            gradients: problem.settled(gradients), warnings: warnings,
            diagnostics: loss.zLoss == 0 ? [] : [("z_loss", part)], elementCount: elementCount, counts: counts)
    }

    /// A bounded score, and its slope.
    private func capped(_ score: Double) -> (score: Double, slope: Double) {
        guard loss.softcap < .infinity else { return (score, 1) }
        let share = score / loss.softcap
        // 1 − tanh², with all its digits where that is near 1.
        let decayed = Double.exp(-2 * abs(share))
        return (loss.softcap * .tanh(share), 4 * decayed / ((1 + decayed) * (1 + decayed)))
    }

    private func cost(of row: inout Row<Double>, scale: Double) -> Double {
        let cost = loss.evaluate(&row, scale: scale)
        guard problem.isSafe, cost.isNaN || !row.hasFiniteGradients, !row.holdsNaN(readsOneScore: false) else {
            return cost
        }
        if cost.isNaN { row.clearGradients() } else { row.settleGradients() }
        return Settling.cost(cost)
    }

    /// λ times the squared logarithm of the sum; its slopes are added to the row's.
    private func penalty(_ row: inout Row<Double>, _ item: Int, divisor: Double) -> Double {
        let largest = row.scores.max() ?? -.infinity
        let sum = row.scores.reduce(0) { $0 + .exp($1 - largest) }
        let logarithm = largest + .log(sum)
        let upstream = Double(problem.gradOutput?.values[item] ?? 1) * problem.upstream * weight(of: item)
        let scale = 2 * loss.zLoss * logarithm * upstream / divisor
        for index in row.scores.indices { row.gradient[index] += scale * .exp(row.scores[index] - largest) / sum }
        return loss.zLoss * logarithm * logarithm
    }

    private func weight(of item: Int) -> Double { reducer.items.values.map { Double($0[item]) } ?? 1 }

    /// How many rows are neither ignored nor left out, by their weights.
    private var penaltyDivisor: Double {
        if let denominator = problem.denominator { return denominator }
        var sum = CompensatedSum()
        for item in 0..<layout.itemCount where !reducer.items.leavesOut(item) {
            if case .indices(let indices) = targets, indices[item] == nil { continue }
            sum.add(weight(of: item))
        }
        return sum.value
    }

    private func penaltySum(_ penalties: [Double]) -> Double {
        var sum = CompensatedSum()
        for (item, penalty) in penalties.enumerated() where !reducer.items.leavesOut(item) {
            sum.add(weight(of: item) * penalty)
        }
        return sum.value
    }

    private func total(
        _ losses: [Double], _ penalties: [Double], _ part: Double, divisor: Double
    ) -> Tensor<Scalar> {
        guard problem.reduction != .none else { return reducer.reduce(zip(losses, penalties).map { $0 + $1 }) }
        let total = reducer.total(losses)
        // Where nothing counts, the mean is what it is without a penalty.
        guard loss.zLoss != 0, divisor != 0 else { return Tensor(Scalar(total)) }
        let sum = total + part
        return Tensor(Scalar(problem.isSafe && !problem.holdsNaN ? Settling.cost(sum) : sum))
    }

    /// Sets what the row is compared with.
    private func aim(_ row: inout Row<Double>, at item: Int) {
        switch targets {
        case .indices(let indices): row.target = .index(indices[item])
        case .distributions(let values):
            row.target = .distribution
            for index in 0..<layout.classes {
                row.distribution[index] = Double(values[layout.place(of: index, in: item)])
            }
        case .labels: break
        }
    }

    private var emptyRow: Row<Double> {
        let zeros = [Double](repeating: 0, count: layout.classes)
        return Row(
            scores: zeros, target: .index(nil), distribution: zeros,
            classWeights: classWeights?.values.map { Double($0) },
            wantsGradient: !problem.gradients.isEmpty, gradient: zeros, exponentials: zeros, targetGradient: zeros,
            weightGradient: zeros)
    }
}
