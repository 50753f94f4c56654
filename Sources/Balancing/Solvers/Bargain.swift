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
        let logarithms = equilibrated.norms.map { (p - 1) * Double.log($0) }
        let largest = logarithms.max() ?? 0
        let b = logarithms.map { Double.exp($0 - largest) }
        let solution = DampedNewton.root(equilibrated.cosines, b, power: p)
        let scale = largest / (1 + p)
        let weights = zip(solution.x, equilibrated.norms).map { Double.exp(scale + .log($0) - .log($1)) }
        return (weights, solution.report)
    }
}
