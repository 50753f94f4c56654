// Evaluates a loss whose tokens each have a row of numbers: a vocabulary, or some of its entries.

import Catalogue
import Parallelism

/// The rows of one problem, and what each costs.
protocol TokenRows {
    associatedtype Scalar: LossScalar

    /// The tensor that has the gradient, a row for each token.
    static var main: String { get }
    var layout: TokenLayout<Scalar> { get }
    /// How many numbers a row has.
    var width: Int { get }

    /// Makes the lists that rows are evaluated in; called once for each part.
    mutating func begin()

    /// The cost of a row.
    mutating func evaluate(_ token: Int, wantsSlopes: Bool) -> Double

    /// Stores the slopes of the row that was evaluated last, where they were wanted, times a factor.
    func storeSlopes(_ target: UnsafeMutablePointer<Scalar>, times factor: Double)

    /// What is summed over the rows that were evaluated.
    var sums: [Double] { get }
    /// What is worth watching, from the sums over all rows.
    func diagnostics(_ sums: [Double]) -> [LossDiagnostic]
}

/// One problem of such a loss on its way to an answer.
struct TokenRowEngine<Rows: TokenRows> {
    typealias Scalar = Rows.Scalar

    /// The fewest rows of a part, each of which needs a list or more as long as a row.
    private static var rowsOfPart: Int { 8 }

    private let rows: Rows
    private let problem: Problem<Scalar>
    private let reducer: TokenReducer<Scalar>
    private let work: Int

    init(_ rows: Rows, _ problem: Problem<Scalar>, horizon: Double?, work: Int) throws(LossFaults) {
        self.rows = rows
        self.problem = problem
        self.work = work
        reducer = try TokenReducer(rows.layout, problem, horizon: horizon)
        try problem.checkWork(work, of: Rows.main)
    }

    func evaluate() -> Evaluation<Scalar> {
        if problem.isOnlyChecked { return .checked(elementCount: work) }
        let (layout, width) = (rows.layout, rows.width)
        let wantsGradient = problem.gradients.contains(Rows.main)
        // The parts depend on shapes alone, so that sums are the same on every machine.
        let (gradient, parts): ([Scalar], [(costs: [Double], sums: [Double])]) = unsafe Parallel.fill(
            wantsGradient ? layout.count * width : 0, over: 0..<layout.count,
            size: max(Self.rowsOfPart, Parallel.partSize / max(width, 1))
        ) { tokens, target in
            // With lists of its own, which are gone when the part is done.
            var rows = rows
            rows.begin()
            let costs = tokens.map { token in
                unsafe evaluate(token, of: &rows, gradient: target.map { unsafe $0 + token * width })
            }
            return (costs: costs, sums: rows.sums)
        }
        let costs = parts.flatMap(\.costs)
        var total = CompensatedSum()
        for (sequence, range) in layout.sequences.enumerated() where layout.counted[sequence] > 0 {
            var sum = CompensatedSum()
            for token in range { sum.add(costs[token]) }
            total.add(sum.value * reducer.factor(sequence))
        }
        return reducer.evaluation(
            problem, of: Rows.main, total: reducer.total(total.value),
            items: problem.reduction == .none ? costs.map { Scalar($0) } : [], gradient: gradient,
            isSettled: problem.isSafe && !problem.holdsNaN,
            diagnostics: [("tokens", Double(layout.tokens))]
                + rows.diagnostics(Self.sums(parts.map(\.sums), rows.sums)),
            work: work)
    }

    /// The sums over all parts; if there are none, the initial sums.
    private static func sums(_ parts: [[Double]], _ none: [Double]) -> [Double] {
        none.indices.map { index in
            var sum = CompensatedSum()
            for part in parts { sum.add(part[index]) }
            return sum.value
        }
    }

    /// The cost of a token with its weight; its gradient is left where it belongs, if it is wanted.
    @inline(always)
    private func evaluate(_ token: Int, of rows: inout Rows, gradient: UnsafeMutablePointer<Scalar>?) -> Double {
        let (layout, width) = (rows.layout, rows.width)
        guard layout.counts(token) else {
            if let gradient = unsafe gradient { unsafe gradient.initialize(repeating: 0, count: width) }
            return 0
        }
        let weight = layout.weights.map { Double($0[token]) } ?? 1
        let cost = unsafe rows.evaluate(token, wantsSlopes: gradient != nil)
        if let gradient = unsafe gradient {
            let factor =
                weight * reducer.scale(layout.sequence(of: token)) * Double(problem.gradOutput?.values[token] ?? 1)
            unsafe rows.storeSlopes(gradient, times: factor)
        }
        return cost * weight
    }
}

extension [Double] {
    /// Stores the first numbers times a factor.
    @inline(always)
    func store<Scalar: LossScalar>(_ target: UnsafeMutablePointer<Scalar>, _ count: Int, times factor: Double) {
        unsafe withUnsafeBufferPointer { numbers in
            // Adding 0 turns −0 into 0.
            for index in 0..<Swift.min(count, numbers.count) {
                unsafe target[index] = Scalar(0 + numbers[index] * factor)
            }
        }
    }
}
