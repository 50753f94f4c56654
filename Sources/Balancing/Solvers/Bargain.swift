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
        let b = equilibrated.norms.map { Double.pow($0, p - 1) }
        let solution = DampedNewton.root(equilibrated.cosines, b, power: p)
        return (zip(solution.x, equilibrated.norms).map { $0 / $1 }, solution.report)
    }
}
