// The weights with Gw = w^(−p), for which gradients must not cancel out.

import RealModule

/// What Nash-MTL and FairGrad solve.
enum Bargain {
    /// The weights, Nash's for p = 1; `nil` where some mean of the gradients is 0.
    static func weights(_ gramian: Matrix, power p: Double) -> (weights: [Double]?, report: SolverReport) {
        let equilibrated = EquilibratedGramian(gramian)
        let shortest = SmallestNorm.weights(equilibrated.cosines)
        guard equilibrated.cosines.quadratic(shortest.x) > 1e-13 else { return (nil, shortest.report) }
        // With y = n·w: C·y = n^(p − 1)·y^(−p). For p = 1 that does not know the norms.
        // A factor s in b is s^(1/(1 + p)) in y, so b may have its largest number at 1.
        let sizes = equilibrated.norms.map { Double.log($0) }
        let largest = sizes.lazy.map { (p - 1) * $0 }.max() ?? 0
        let solution = DampedNewton.root(
            equilibrated.cosines, logarithms: sizes.map { (p - 1) * $0 - largest }, power: p)
        let weights = zip(solution.x, sizes).map { Double.exp(largest / (1 + p) + $0 - $1) }
        return (weights, solution.report)
    }
}
