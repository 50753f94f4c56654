// Evaluates a loss whose tokens each have a row of numbers: a vocabulary, or some of its entries.

import Catalogue

/// The rows of one problem, and what each costs.
protocol TokenRows {
    associatedtype Scalar: LossScalar

    /// The tensor that has the gradient, a row for each token.
    static var main: String { get }
    var layout: TokenLayout<Scalar> { get }
    /// How many numbers a row has.
    var width: Int { get }
    /// The slopes of the row that was evaluated last.
    var slopes: [Double] { get }

    /// The cost of a row; its slopes are left behind if they are wanted.
    mutating func evaluate(_ token: Int, wantsSlopes: Bool) -> Double

    /// What is worth watching, after all rows.
    var diagnostics: [LossDiagnostic] { get }
}

/// One problem of such a loss on its way to an answer.
struct TokenRowEngine<Rows: TokenRows> {
    typealias Scalar = Rows.Scalar

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
        var rows = rows
        let (layout, width) = (rows.layout, rows.width)
        let wantsGradient = problem.gradients.contains(Rows.main)
        var gradient = [Scalar](repeating: 0, count: wantsGradient ? layout.count * width : 0)
        var items = [Scalar](repeating: 0, count: problem.reduction == .none ? layout.count : 0)
        var total = CompensatedSum()
        for (sequence, range) in layout.sequences.enumerated() where layout.counted[sequence] > 0 {
            let scale = reducer.scale(sequence)
            var sum = CompensatedSum()
            for token in range {
                let weight = layout.weights.map { Double($0[token]) } ?? 1
                guard weight != 0 else { continue }
                let cost = rows.evaluate(token, wantsSlopes: wantsGradient)
                sum.add(cost * weight)
                if !items.isEmpty { items[token] = Scalar(cost * weight) }
                guard wantsGradient else { continue }
                let factor = weight * scale * Double(problem.gradOutput?.values[token] ?? 1)
                gradient.store(rows.slopes, times: factor, at: token * width)
            }
            total.add(sum.value * reducer.factor(sequence))
        }
        return reducer.evaluation(
            problem, of: Rows.main, total: reducer.total(total.value), items: items, gradient: gradient,
            isSettled: problem.isSafe && !problem.holdsNaN,
            diagnostics: [("tokens", Double(layout.tokens))] + rows.diagnostics, work: work)
    }
}

extension Array where Element: LossScalar {
    /// Stores numbers times a factor from `index` on.
    @inline(__always)
    fileprivate mutating func store(_ numbers: [Double], times factor: Double, at index: Int) {
        unsafe withUnsafeMutableBufferPointer { target in
            unsafe numbers.withUnsafeBufferPointer { numbers in
                // As a sum would have it, 0 has no sign.
                for place in 0..<numbers.count { unsafe target[index &+ place] = Element(0 + numbers[place] * factor) }
            }
        }
    }
}
