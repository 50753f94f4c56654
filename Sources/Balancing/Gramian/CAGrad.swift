// The direction near the mean that helps the worst task most.

import Catalogue

struct CAGrad: Strategy {
    static let entry = Entry(
        "cagrad", aliases: ["conflict_averse_gradient_descent"],
        summary: "Within a ball around the mean gradient, the direction that improves the worst task most.",
        formula: "d = g₀ + c‖g₀‖/‖g_v‖·g_v, v = argmin g_vᵀg₀ + c‖g₀‖·‖g_v‖ on the simplex, g₀ the mean, g_v = Σ vᵢ·gᵢ",
        source: "Liu et al. (2021), Conflict-Averse Gradient Descent for Multi-task Learning",
        example: #"{"tasks": ["scene", "depth"], "strategy": "cagrad", "gramian": [[18, -22], [-22, 38]]}"#)
    static let traits = Traits(
        needs: [.gramian], leavesOutZeroGradients: true, cost: "O(T³)",
        invariants: ["‖d − g₀‖ = c‖g₀‖ before rescale, if c ≤ 1", "c = 0 is the mean", "c ≥ 1 conflicts with no task"],
        differences: [
            "LibMTL's c is 0.5 with rescale 1, and its thresholds are absolute: wrong for small gradients",
            "torchjd wants c to be given and answers zeros below a norm of 10⁻⁴ of the trace: reference torchjd does the same",
            "where the best v cancels the gradients out, its direction is undefined, and torchjd answers zeros: here the "
                + "direction is the mean's projection on what harms no task, as long as the ball allows",
        ],
        use: "Between the mean (c = 0) and MGDA (large c), where converging to a minimum of the mean matters.")
    static let options: [Option<Self>] = [
        .number("c", \.c, in: .nonNegative, "How far from the mean, against its length."),
        .integer("rescale", \.rescale, in: 0...2, "What the direction is divided by: 0 nothing, 1 1 + c², 2 1 + c."),
        .choice("reference", \.reference, "Whose arithmetic is followed."),
    ]

    var c = 0.5
    var rescale = 0
    var reference = Reference.none

    func balance(_ problem: BalancingProblem) -> Balance {
        let size = (problem.gramian.diagonal.max() ?? 0)
        guard size > 0 else { return .stationary(problem) }
        let gramian = Matrix(size: problem.count) { problem.gramian[$0, $1] / size }
        let mean = problem.each(1 / Double(problem.count))
        let radius = c * gramian.norm(of: mean)
        let divisor = rescale == 1 ? 1 + c * c : rescale == 2 ? 1 + c : 1
        guard radius > 0 else { return Balance(mean.map { $0 / divisor }, isStationary: c > 0) }
        let solution = Self.worst(gramian, gramian.times(mean), radius)
        guard let norm = solution.norm else {
            guard reference == .none else { return .stationary(problem, solution.report) }
            return harmless(problem, gramian, mean, radius, divisor)
        }
        guard reference == .none || !isNothing(norm, of: gramian, scaledBy: size) else {
            return .stationary(problem, solution.report)
        }
        let weights = zip(mean, solution.x).map { ($0 + radius / norm * $1) / divisor }
        return Balance(weights, report: solution.report)
    }

    /// The direction where the best v cancels the gradients out.
    ///
    /// No direction in the ball improves every task then, and those that harm none are as good as each other for the worst. Of
    /// these it is the one that improves the mean most.
    ///
    /// The projection p of the mean on what harms no task is at right angles to what it takes away; so a multiple of p lies
    /// on the border of the ball.
    private func harmless(
        _ problem: BalancingProblem, _ gramian: Matrix, _ mean: [Double], _ radius: Double, _ divisor: Double
    ) -> Balance {
        var cone = DualCone(gramian, .none)
        let projection = cone.project(mean)
        let length = gramian.norm(of: projection.x)
        let taken = gramian.norm(of: zip(mean, projection.x).map { $0 - $1 })
        guard length > 1e-7 * (gramian.norms.min() ?? 1), taken <= radius * (1 + 1e-6) else {
            return .stationary(problem, projection.report)
        }
        let factor = 1 + max(radius * radius - taken * taken, 0).squareRoot() / length
        return Balance(projection.x.map { factor * $0 / divisor }, report: projection.report, isStationary: true)
    }

    /// Whether torchjd would find nothing: it divides by the trace first.
    private func isNothing(_ norm: Double, of gramian: Matrix, scaledBy size: Double) -> Bool {
        let trace = gramian.diagonal.reduce(0, +)
        return TorchJD.isNothing(trace * size) || TorchJD.isNothing(norm / trace.squareRoot())
    }

    /// The v on the simplex that makes vᵀq + r·√(vᵀGv) smallest.
    ///
    /// √z is the least of z/2η + η/2 over η > 0: for each η a quadratic problem, and at the right one η = √(vᵀGv). The
    /// difference of the two falls from one sign to the other as η grows; a secant with a bisection's safety finds where.
    /// In y = n·v, n the norms, so that no task's size drowns another's.
    ///
    /// - Returns: v, and the norm of its combination; no norm where the gradients cancel out in the best v.
    private static func worst(
        _ gramian: Matrix, _ q: [Double], _ radius: Double
    ) -> (x: [Double], norm: Double?, report: SolverReport) {
        let equilibrated = EquilibratedGramian(gramian)
        let smallest = equilibrated.divisors.min() ?? 1
        let c = equilibrated.divisors.map { smallest / $0 }
        let linear = zip(q, equilibrated.divisors).map { -$0 / $1 }
        var rounds = 0
        // The norm by a factor of the matrix: by the matrix, rounding would leave the root of 2⁻⁵² of a sum that cancels out.
        let factor = PivotedCholesky(equilibrated.cosines, tolerance: 0x1p-50 * Double(gramian.size))
        func norm(of x: [Double]) -> Double { factor.norm(of: zip(x, equilibrated.divisors).map { $0 * $1 }) }
        func solve(_ eta: Double) -> (Solution, norm: Double) {
            rounds += 1
            let part = Matrix(size: gramian.size) { equilibrated.cosines[$0, $1] * (radius / eta * smallest) }
            let solution = ActiveSet.simplex(part, linear, constraint: c)
            let x = zip(solution.x, c).map { $0 * $1 }
            return (Solution(x: x, report: solution.report), norm(of: x))
        }
        var (low, high) = (1e-7 * smallest, (gramian.diagonal.max() ?? 1).squareRoot() * (1 + 1e-12))
        let (first, least) = solve(low)
        guard least > low else { return (first.x, nil, first.report) }
        var (above, below) = (least - low, solve(high).norm - high)
        var (best, eta) = (first, low)
        while rounds < 80, high - low > 1e-14 * high {
            eta = (low * below - high * above) / (below - above)
            if !(eta > low && eta < high) || rounds % 4 == 0 { eta = (low * high).squareRoot() }
            let (solution, norm) = solve(eta)
            best = solution
            let difference = norm - eta
            guard abs(difference) > 1e-14 * eta else { break }
            if difference > 0 { (low, above) = (eta, difference) } else { (high, below) = (eta, difference) }
        }
        let norm = norm(of: best.x)
        // The norm is to be what it was assumed to be, too.
        let mismatch = norm > 0 ? abs(norm - eta) / norm : 0
        let residual = max(best.report.residual, mismatch)
        return (
            best.x, norm,
            SolverReport(
                "simplex_qp", iterations: rounds, residual: residual,
                hasConverged: best.report.hasConverged && residual <= 1e-8)
        )
    }
}
