// Evaluates a loss of tokens that needs nothing but a term and a slope for each of them.

import Catalogue

/// The tensors of one problem, and what each token costs.
protocol TokenTerms {
    associatedtype Scalar: LossScalar

    /// The tensor that has the gradient.
    static var main: String { get }
    var layout: TokenLayout<Scalar> { get }

    /// The terms of eight tokens, and their slopes; of tokens that do not count, anything.
    mutating func terms(_ start: Int, _ count: Int, _ keep: LaneMask, of sequence: Int) -> (term: Lanes, slope: Lanes)

    /// What is worth watching, after all tokens.
    var diagnostics: [LossDiagnostic] { get }
}

/// One problem of such a loss on its way to an answer.
struct TokenEngine<Terms: TokenTerms> {
    typealias Scalar = Terms.Scalar

    private var terms: Terms
    private let problem: Problem<Scalar>
    private let reducer: TokenReducer<Scalar>
    private let work: Int

    init(_ terms: Terms, _ problem: Problem<Scalar>, horizon: Double?) throws(LossFaults) {
        self.terms = terms
        self.problem = problem
        reducer = try TokenReducer(terms.layout, problem, horizon: horizon)
        work = TokenInputs.work(terms.layout.shape)
        try problem.checkWork(work, of: Terms.main)
    }

    func evaluate() -> Evaluation<Scalar> {
        if problem.isOnlyChecked { return .checked(elementCount: work) }
        var terms = terms
        let layout = terms.layout
        let wantsGradient = problem.gradients.contains(Terms.main)
        var gradient = [Scalar](repeating: 0, count: wantsGradient ? layout.count : 0)
        var items = [Scalar](repeating: 0, count: problem.reduction == .none ? layout.count : 0)
        var total = CompensatedSum()
        for sequence in layout.sequences.indices where layout.counted[sequence] > 0 {
            let scale = reducer.scale(sequence)
            var sum = LaneSum()
            for (start, count) in layout.groups(of: sequence) {
                let weights = layout.weights(at: start, count: count)
                let keep = weights .!= 0
                let (term, slope) = terms.terms(start, count, keep, of: sequence)
                let cost = (term * weights).kept(keep)
                sum.add(cost)
                if !items.isEmpty { items.store(cost, at: start, count: count) }
                guard wantsGradient else { continue }
                let factors = weights * reducer.upstream(at: start, count: count).kept(keep) * scale
                gradient.store((slope * factors).kept(keep).withPlainZeros, at: start, count: count)
            }
            total.add(sum.value * reducer.factor(sequence))
        }
        let isSettled = problem.isSafe && !holdsNaN
        return reducer.evaluation(
            problem, of: Terms.main, total: reducer.total(total.value), items: items, gradient: gradient,
            isSettled: isSettled, diagnostics: [("tokens", Double(layout.tokens))] + terms.diagnostics, work: work)
    }

    /// Whether a token that counts has NaN.
    private var holdsNaN: Bool {
        problem.tensors.values.contains { tensor in
            tensor.values.indices.contains {
                tensor.values[$0].isNaN && (tensor.shape != terms.layout.shape || terms.layout.counts($0))
            }
        }
    }
}
