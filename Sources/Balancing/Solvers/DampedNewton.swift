// The positive root of M·y = b·y⁻ᵖ, which Nash-MTL and FairGrad ask for.

import RealModule

/// Newton's method for y and u = M·y as numbers of their own, which log u + p·log y = log b ties together.
///
/// With u put in, a number that is a little too small makes y⁻ᵖ a wall that Newton's steps run into; as a number of its
/// own u comes down by factors while y hardly moves, as in primal-dual interior-point methods. Both are kept as
/// logarithms, which may lie hundreds apart, and steps are cut where a logarithm would leap.
struct DampedNewton {
    private let matrix: Matrix
    /// The magnitudes of M's numbers.
    private let magnitudes: Matrix
    /// The logarithms of b, y and u.
    private let b: [Double]
    private var y: [Double]
    private var u: [Double]
    private let power: Double
    /// y, u and M·y, where the search is.
    private var (values, products, reached): ([Double], [Double], [Double]) = ([], [], [])

    /// The logarithms of the y > 0 with (M·y)ᵢ = bᵢ·yᵢ⁻ᵖ, from those of b.
    ///
    /// M is symmetric and positive semidefinite, with M·v ≠ 0 for every v ≥ 0 but 0.
    static func root(_ matrix: Matrix, logarithms b: [Double], power p: Double) -> Solution {
        var search = DampedNewton(matrix, b, p)
        // A multiple of what rounding makes of M·y.
        let tolerance = max(0x1p-45, 0x1p-51 * Double(matrix.size))
        var (rounds, residual) = (0, Double.infinity)
        while rounds < 200, residual > tolerance {
            rounds += 1
            guard search.step() else { break }
            residual = search.residual
        }
        // Newton's step is exact to the last digits there: one more, unless rounding leads away again.
        if residual <= tolerance {
            var next = search
            if next.step(), next.residual <= residual { (search, residual) = (next, next.residual) }
        }
        return Solution(
            x: search.y,
            report: SolverReport(
                "damped_newton", iterations: rounds, residual: residual, hasConverged: residual <= 1e-8))
    }

    /// Begins where the root would be if M were diagonal.
    private init(_ matrix: Matrix, _ b: [Double], _ power: Double) {
        (self.matrix, self.b, self.power) = (matrix, b, power)
        magnitudes = Matrix(size: b.count) { abs(matrix[$0, $1]) }
        y = b.indices.map { (b[$0] - .log(matrix[$0, $0])) / (1 + power) }
        u = b.indices.map { [y] in b[$0] - power * y[$0] }
        arrive()
    }

    private mutating func arrive() {
        values = y.map { Double.exp($0) }
        products = u.map { Double.exp($0) }
        reached = matrix.times(values)
    }

    /// Takes a step; `false` where rounding leaves none.
    private mutating func step() -> Bool {
        let apart = b.indices.map(apart)
        let slope = Matrix(size: b.count) { row, column in
            matrix[row, column] + (row == column ? power * products[row] / values[row] : 0)
        }
        guard let factor = Cholesky(ofAll: slope) else { return false }
        let moved = factor.solve(b.indices.map { products[$0] - reached[$0] + products[$0] * apart[$0] })
        // What is far from the root in y alone may be so by as much as p divides.
        let leap = max(1, 1 / power)
        for index in b.indices {
            let change = moved[index] / values[index]
            y[index] = max(y[index] + (change > 0 ? .log(onePlus: change) : max(change, -leap)), Self.least)
            u[index] = max(u[index] + max(min(apart[index] - power * change, 30), -30), Self.least)
        }
        arrive()
        return true
    }

    /// The least logarithm: what is divided by its exponential is a number still.
    private static let least = -690.0

    /// How far log u + p·log y is from log b; what should be less than there are numbers for is right where it is.
    private func apart(_ index: Int) -> Double {
        let apart = b[index] - u[index] - power * y[index]
        return apart < 0 && min(u[index], y[index]) <= Self.least ? 0 : apart
    }

    /// How far both equations are from holding, against the terms of their sums.
    private var residual: Double {
        let sizes = magnitudes.times(values)
        var largest = 0.0
        for index in b.indices {
            let terms = [1, abs(b[index]), abs(u[index]), power * abs(y[index])]
            let apart = abs(apart(index)) / terms.reduce(0, max)
            let away = abs(products[index] - reached[index]) / max(sizes[index], products[index])
            largest = max(largest, apart, away)
        }
        return largest
    }
}
