// The shortest vector in the convex hull of the gradients.

import Catalogue

struct MGDA: Strategy {
    enum Normalization: String, CaseIterable {
        case none, l2, loss
        case lossPlus = "loss_plus"
    }

    enum Target: String, CaseIterable {
        case normalized, raw
    }

    enum ZeroGradients: String, CaseIterable {
        case drop, keep
    }

    static let entry = Entry(
        "mgda", aliases: ["multiple_gradient_descent"],
        summary: "The shortest vector in the convex hull of the gradients: it improves all tasks, or none does.",
        formula: "w = argmin wᵀGw over w ≥ 0, Σw = 1",
        source: "Désidéri (2012), Multiple-gradient descent algorithm; Sener and Koltun (2018), Multi-Task Learning as "
            + "Multi-Objective Optimization",
        example: #"{"tasks": ["scene", "depth"], "strategy": "mgda", "gramian": [[18, -22], [-22, 38]]}"#)
    static let traits = Traits(
        needs: [.gramian], cost: "O(T³)",
        invariants: ["w ≥ 0 and Σw = 1", "(Gw)ᵢ ≥ wᵀGw, with equality where wᵢ > 0", "no conflict with any task"],
        differences: [
            "torchjd stops Frank and Wolfe's iteration after 100 rounds, far from the minimum for many tasks: reference "
                + "torchjd does the same",
            "LibMTL keeps the weights of two tasks within 0.001 and 0.999",
        ],
        use: "A step that surely improves every task, short where they disagree; led by the smallest gradients.")
    static let options: [Option<Self>] = [
        .choice("gradient_normalization", \.normalization, "What the gradients are divided by before."),
        .choice("apply_to", \.target, "Whether the weights are of the divided gradients, or used for those that came."),
        .perTask(
            "min_weights", \.minimumWeights, in: .closed(0, 1), "The least weight of each task; their sum is at most 1."
        ),
        .choice("zero_gradient", \.zeroGradients, "Whether a task whose gradient is 0 is left out or stops the step."),
        .choice("reference", \.reference, "Whose arithmetic is followed."),
    ]

    var normalization = Normalization.none
    var target = Target.normalized
    var minimumWeights = PerTask(0)
    var zeroGradients = ZeroGradients.drop
    var reference = Reference.none

    func balance(_ problem: BalancingProblem) throws(BalancingFault) -> Balance {
        let divisors = try self.divisors(problem)
        let gramian = Matrix(size: problem.count) { problem.gramian[$0, $1] / divisors[$0] / divisors[$1] }
        let kept = problem.tasks.indices.filter { zeroGradients == .keep || gramian[$0, $0] > 0 }
        guard !kept.isEmpty else { return .stationary(problem) }
        let minima = minimumWeights.values(of: problem.tasks, or: 0)
        let part = gramian.part(kept)
        let solution = try solve(part, kept.map { minima[$0] })
        var weights = problem.each(0)
        for (place, index) in kept.enumerated() {
            weights[index] = solution.x[place] / (target == .normalized ? divisors[index] : 1)
        }
        return Balance(weights, report: solution.report, isStationary: part.cancelsOut(solution.x))
    }

    private func solve(_ gramian: Matrix, _ minima: [Double]) throws(BalancingFault) -> Solution {
        let rest = 1 - minima.reduce(0, +)
        guard rest >= 0 else {
            throw BalancingFault(
                .invalidParameter, at: .parameter("min_weights", task: nil),
                "the least weights sum to \(1 - rest), which is more than 1")
        }
        guard reference == .none else {
            guard rest == 1 else {
                throw BalancingFault(
                    .invalidParameter, at: .parameter("min_weights", task: nil),
                    "torchjd has no least weights: leave min_weights or reference out")
            }
            return Self.frankWolfe(gramian)
        }
        guard rest < 1 else { return SmallestNorm.weights(gramian) }
        // w = minima + rest·v with v on the simplex.
        let scale = gramian.diagonal.max().flatMap { $0 > 0 ? $0 : nil } ?? 1
        let part = Matrix(size: gramian.size) { gramian[$0, $1] / scale * rest }
        let linear = gramian.times(minima).map { -$0 / scale }
        let solution = ActiveSet.simplex(part, linear, constraint: linear.map { _ in 1 })
        let residual = SimplexProjection.residual(part, linear, solution.x)
        return Solution(
            x: zip(minima, solution.x).map { $0 + rest * $1 },
            report: SolverReport(
                solution.report.name, iterations: solution.report.iterations, residual: residual,
                hasConverged: residual <= 1e-8))
    }

    private func divisors(_ problem: BalancingProblem) throws(BalancingFault) -> [Double] {
        let norms = problem.gramian.norms
        var divisors = problem.each(1)
        if normalization == .l2 || normalization == .lossPlus { divisors = norms.map { $0 > 0 ? $0 : 1 } }
        guard normalization == .loss || normalization == .lossPlus else { return divisors }
        guard problem.losses.count == problem.count else {
            throw BalancingFault(
                .missingInput, at: .request, "gradient_normalization \(normalization.rawValue) needs losses")
        }
        let losses = try PositiveLosses.check(problem, plus: 0, for: .divisor)
        return zip(divisors, losses).map { $0 * $1 }
    }

    /// torchjd's iteration, with its defaults: 100 rounds, or until a step is shorter than 0.001.
    private static func frankWolfe(_ gramian: Matrix) -> Solution {
        var weights = [Double](repeating: 1 / Double(gramian.size), count: gramian.size)
        var (rounds, step) = (0, 1.0)
        while rounds < 100, step >= 1e-3 {
            rounds += 1
            let products = gramian.times(weights)
            let vertex = products.indices.min { (products[$0], $0) < (products[$1], $1) } ?? 0
            let (a, b, c) = (products[vertex], weights.dot(products), gramian[vertex, vertex])
            step = c <= a ? 1 : b <= a ? 0 : (b - a) / (b + c - 2 * a)
            weights = weights.indices.map { (1 - step) * weights[$0] + ($0 == vertex ? step : 0) }
        }
        return Solution(
            x: weights,
            report: SolverReport("frank_wolfe", iterations: rounds, residual: step, hasConverged: step < 1e-3))
    }
}
