// Where the scores of a row problem come from, and where their gradients go.

import Catalogue

/// The rows of scores that a row loss is evaluated on.
protocol RowSource {
    associatedtype Scalar: LossScalar

    /// The shape of the scores, classes along dimension 1, or 0 where there is no batch.
    var shape: [Int] { get }
    /// The tensor that a fault or a warning about the rows refers to.
    static var name: String { get }
    /// How many elements of elementwise losses evaluating all rows is as much work as.
    var work: Int { get }

    /// - Throws: when the tensors do not go together.
    init(_ problem: Problem<Scalar>) throws(LossFaults)

    /// The tensor that all rows lie in as they are, where there is one.
    var whole: Tensor<Scalar>? { get }

    /// Prepares for rows that lie so.
    mutating func begin(_ layout: RowLayout)

    /// Fills in the scores of an item; items come in order, some may be left out.
    mutating func read(_ item: Int, into scores: inout [Scalar])

    /// Takes the gradient of an item that was read.
    mutating func take(_ gradient: [Scalar], of item: Int)

    /// The gradients of the tensors that the scores were made of, of those that are wanted.
    mutating func gradients() -> NamedList<Tensor<Scalar>>
}

extension RowSource {
    var whole: Tensor<Scalar>? { nil }
}

/// Scores that are a tensor of the request.
struct TensorRows<Scalar: LossScalar>: RowSource {
    static var name: String { "input" }

    private let input: Tensor<Scalar>
    private let wantsGradient: Bool
    private var layout: RowLayout?
    private var gradient: [Scalar]

    init(_ problem: Problem<Scalar>) throws(LossFaults) {
        input = try problem.tensor(Self.name)
        wantsGradient = problem.gradients.contains(Self.name)
        gradient = []
    }

    var whole: Tensor<Scalar>? { input }
    var shape: [Int] { input.shape }
    var work: Int { input.values.count }

    mutating func begin(_ layout: RowLayout) {
        self.layout = layout
        if wantsGradient { gradient = [Scalar](repeating: 0, count: input.values.count) }
    }

    func read(_ item: Int, into scores: inout [Scalar]) {
        layout?.gather(item, of: input.values, into: &scores)
    }

    mutating func take(_ gradient: [Scalar], of item: Int) {
        if wantsGradient { layout?.scatter(gradient, to: item, of: &self.gradient) }
    }

    func gradients() -> NamedList<Tensor<Scalar>> {
        wantsGradient ? [Self.name: Tensor(shape: input.shape, values: gradient)] : [:]
    }
}
