// The positive root of M·y = b·y⁻ᵖ, which Nash-MTL and FairGrad ask for.

import RealModule

/// Newton's method for a strictly convex function, with a step that is halved until it descends.
enum DampedNewton {
    /// The y > 0 with (M·y)ᵢ = bᵢ·yᵢ⁻ᵖ: the minimum of ½·yᵀMy − Σ bᵢ·yᵢ¹⁻ᵖ/(1 − p), or with logarithms for p = 1.
    ///
    /// M is symmetric and positive semidefinite, with M·v ≠ 0 for every v ≥ 0 but 0.
    static func root(_ matrix: Matrix, _ b: [Double], power p: Double) -> Solution {
        var y = (0..<matrix.size).map { Double.pow(b[$0] / matrix[$0, $0], 1 / (1 + p)) }
        var (rounds, settled) = (0, 0)
        while rounds < 100, settled < 2 {
            rounds += 1
            let product = matrix.times(y)
            let gradient = y.indices.map { product[$0] - b[$0] * Double.pow(y[$0], -p) }
            let hessian = Matrix(size: y.count) { row, column in
                matrix[row, column] + (row == column ? p * b[row] * Double.pow(y[row], -p - 1) : 0)
            }
            guard let factor = Cholesky(ofAll: hessian) else { break }
            let step = factor.solve(gradient)
            let decrement = step.dot(gradient)
            // Near the minimum Newton's step is exact to the last digits: one more, and no search.
            if decrement <= 1e-13 * max(y.dot(product), .leastNormalMagnitude) {
                settled += 1
                guard step.indices.allSatisfy({ y[$0] > step[$0] }) else { break }
                y = y.indices.map { y[$0] - step[$0] }
            } else {
                settled = 0
                guard let next = descend(matrix, b, p, from: y, step, decrement) else { break }
                y = next
            }
        }
        let product = matrix.times(y)
        let residual = y.indices.map { abs(product[$0] * Double.pow(y[$0], p) / b[$0] - 1) }.max() ?? 0
        return Solution(
            x: y,
            report: SolverReport(
                "damped_newton", iterations: rounds, residual: residual, hasConverged: residual <= 1e-8))
    }

    /// The first of the step, its half, its quarter and so on that stays positive and lowers the cost.
    private static func descend(
        _ matrix: Matrix, _ b: [Double], _ p: Double, from y: [Double], _ step: [Double], _ decrement: Double
    ) -> [Double]? {
        let before = cost(matrix, b, p, y)
        var length = 1.0
        for _ in 0..<60 {
            let candidate = y.indices.map { y[$0] - length * step[$0] }
            if candidate.allSatisfy({ $0 > 0 }), cost(matrix, b, p, candidate) <= before - 1e-4 * length * decrement {
                return candidate
            }
            length /= 2
        }
        return nil
    }

    private static func cost(_ matrix: Matrix, _ b: [Double], _ p: Double, _ y: [Double]) -> Double {
        let utility = y.indices.map { index in
            b[index] * (p == 1 ? Double.log(y[index]) : Double.pow(y[index], 1 - p) / (1 - p))
        }
        return matrix.quadratic(y) / 2 - utility.reduce(0, +)
    }
}
