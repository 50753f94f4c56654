// Quadratic problems over numbers that must not be negative, exactly: the active-set method of Lawson and Hanson.

/// Minimises ½·xᵀHx − fᵀx over x ≥ 0, and where wanted over cᵀx = 1.
///
/// Lawson and Hanson (1974), Solving Least Squares Problems, chapter 23, in its form with the normal equations. H is
/// symmetric and positive semidefinite; every round solves for the numbers that are free, lets in the one that promises
/// most, and puts those back to 0 that would fall below.
struct ActiveSet {
    private let matrix: Matrix
    private var linear: [Double]
    /// c, where cᵀx must be 1.
    private let constraint: [Double]?
    private var factor: Cholesky
    private var x: [Double]
    /// What belongs to cᵀx = 1.
    private var multiplier = 0.0
    /// Indices that cannot be let in, since they depend on those that are, or come back at once.
    private var barred: Set<Int> = []
    private var rounds = 0

    private init(_ matrix: Matrix, _ linear: [Double], constraint: [Double]? = nil) {
        self.matrix = matrix
        self.linear = linear
        self.constraint = constraint
        factor = Cholesky(of: matrix)
        x = [Double](repeating: 0, count: matrix.size)
    }

    /// The x ≥ 0 that makes ½·xᵀHx − fᵀx smallest.
    static func nonNegative(_ matrix: Matrix, _ linear: [Double]) -> Solution {
        var search = ActiveSet(nonNegative: matrix)
        return search.solve(linear)
    }

    /// A search for the x ≥ 0 that makes ½·xᵀHx − fᵀx smallest, for one f after the other.
    init(nonNegative matrix: Matrix) {
        self.init(matrix, [])
    }

    /// The x of another f; the search begins with the numbers that are free in the one before.
    mutating func solve(_ linear: [Double]) -> Solution {
        self.linear = linear
        x = [Double](repeating: 0, count: matrix.size)
        barred = []
        rounds = 0
        exchange()
        start()
        return run("non_negative_qp")
    }

    /// The x ≥ 0 with cᵀx = 1 that makes ½·xᵀHx − fᵀx smallest; c > 0, and 1 everywhere for the simplex.
    static func simplex(_ matrix: Matrix, _ linear: [Double], constraint c: [Double]) -> Solution {
        // Where cᵀx is 1, adding a square of it changes nothing but that the matrix can be factored.
        let shift = matrix.diagonal.max() ?? 1
        let lifted = Matrix(size: matrix.size) { matrix[$0, $1] + shift * c[$0] * c[$1] }
        var search = ActiveSet(lifted, linear, constraint: c)
        let costs = c.indices.map { (matrix[$0, $0] / c[$0] / 2 - linear[$0]) / c[$0] }
        let first = costs.indices.min { (costs[$0], $0) < (costs[$1], $1) } ?? 0
        if search.factor.append(first) { search.settle() }
        return search.run("simplex_qp")
    }

    /// Guesses which numbers are free: puts all that fall below 0 back, and lets all in that promise something, at once,
    /// as long as that leaves fewer and fewer of both.
    ///
    /// Portugal, Júdice and Vicente (1994), A comparison of block pivoting and interior-point algorithms for linear least
    /// squares problems with nonnegative variables. It saves most rounds; what it guesses wrongly the search puts right.
    private mutating func exchange() {
        var (fewest, patience) = (Int.max, 3)
        while patience > 0 {
            let free = factor.indices
            x = [Double](repeating: 0, count: matrix.size)
            for (index, number) in zip(free, minimum(over: free)) { x[index] = number }
            let (values, residuals) = (x, residuals())
            let bound = tolerance
            let promising = residuals.indices.filter { values[$0] == 0 && residuals[$0] > bound }
            let count = promising.count + free.count { values[$0] <= 0 }
            guard count > 0 else { break }
            if count < fewest { fewest = count } else { patience -= 1 }
            rounds += 1
            factor.remove { values[$0] <= 0 }
            factor.append(contentsOf: promising)
        }
        x = [Double](repeating: 0, count: matrix.size)
    }

    /// Begins at the minimum over some of the numbers that are free, where none of those is 0.
    ///
    /// All that fall below 0 are put back together: wherever that ends is as good a start as 0, and mostly near the end.
    private mutating func start() {
        while !factor.indices.isEmpty {
            let free = factor.indices
            let wanted = minimum(over: free)
            rounds += 1
            let negative = Set(zip(free, wanted).lazy.filter { $1 <= 0 }.map(\.0))
            guard negative.isEmpty else {
                factor.remove(where: negative.contains)
                continue
            }
            for (index, number) in zip(free, wanted) { x[index] = number }
            return
        }
    }

    /// The largest of the numbers that a residual is the difference of.
    private var scale: Double { max(linear.lazy.map(abs).max() ?? 0, abs(multiplier)) }
    /// A hundredfold of what rounding makes of a residual.
    private var tolerance: Double { 1e-13 * scale }

    private mutating func run(_ name: String) -> Solution {
        let limit = 3 * matrix.size + 50
        let (scale, tolerance) = (scale, tolerance)
        while rounds < limit {
            let residuals = self.residuals()
            let candidates = residuals.indices.filter { x[$0] == 0 && !barred.contains($0) }
            let next = candidates.max { (residuals[$0], $1) < (residuals[$1], $0) }
            guard let next, residuals[next] > tolerance else { break }
            rounds += 1
            guard factor.append(next) else {
                barred.insert(next)
                continue
            }
            settle()
            if x[next] == 0 { barred.insert(next) } else { barred.removeAll(keepingCapacity: true) }
        }
        let violations = zip(x, residuals()).map { $0 > 0 ? abs($1) : max($1, 0) }
        let residual = scale > 0 ? (violations.max() ?? 0) / scale : 0
        return Solution(
            x: x,
            report: SolverReport(
                name, iterations: rounds, residual: residual, hasConverged: rounds < limit && residual <= 1e-8))
    }

    /// How much each number would lower the cost.
    private func residuals() -> [Double] {
        let product = matrix.times(x)
        return linear.indices.map { linear[$0] + multiplier * (constraint?[$0] ?? 0) - product[$0] }
    }

    /// Goes to the minimum over the free numbers, or towards it and to where none of them is negative.
    private mutating func settle() {
        while !factor.indices.isEmpty {
            let free = factor.indices
            let wanted = minimum(over: free)
            guard wanted.contains(where: { $0 <= 0 }) else {
                for (place, index) in free.enumerated() { x[index] = wanted[place] }
                return
            }
            var step = 1.0
            for (place, index) in free.enumerated() where wanted[place] <= 0 {
                let distance = x[index] - wanted[place]
                step = min(step, distance > 0 ? x[index] / distance : 0)
            }
            for (place, index) in free.enumerated() {
                let moved = x[index] + step * (wanted[place] - x[index])
                let isAtBound = wanted[place] <= 0 && moved <= 1e-15 * abs(wanted[place])
                x[index] = isAtBound || moved < 0 ? 0 : moved
            }
            // The one that set the step is at its bound, whatever rounding says.
            if !free.contains(where: { x[$0] == 0 }) {
                let places = free.indices.filter { wanted[$0] <= 0 }
                if let lowest = places.min(by: { x[free[$0]] < x[free[$1]] }) { x[free[lowest]] = 0 }
            }
            let values = x
            factor.remove { values[$0] == 0 }
            // What a factor of fewer cannot hold any more is not free either.
            let kept = Set(factor.indices)
            for index in free where !kept.contains(index) { x[index] = 0 }
        }
    }

    /// Where the cost is smallest when only these numbers are not 0, whatever their sign.
    private mutating func minimum(over free: [Int]) -> [Double] {
        let plain = factor.solve(free.map { linear[$0] })
        guard let constraint else { return plain }
        let c = free.map { constraint[$0] }
        let shift = factor.solve(c)
        multiplier = (1 - plain.dot(c)) / shift.dot(c)
        return zip(plain, shift).map { $0 + multiplier * $1 }
    }
}
