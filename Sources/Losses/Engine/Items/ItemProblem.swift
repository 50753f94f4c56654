// The fourth shape of loss: one that cuts its tensors into items in a way of its own.

import Catalogue

/// A problem of a loss whose items are neither elements, rows nor vectors, or depend on each other.
///
/// It says which items there are, what each costs, and collects the gradients; which items count, how much, and how
/// they are reduced is not its business.
protocol ItemProblem {
    associatedtype Method: Loss
    associatedtype Scalar: LossScalar

    /// - Throws: when the tensors do not go together.
    init(_ loss: Method, _ problem: Problem<Scalar>) throws(LossFaults)

    /// The shape of the unreduced loss.
    var itemShape: [Int] { get }
    /// The work, in elements of elementwise losses, where the numbers of the tensors tell more than their shapes.
    var knownWork: Int? { get }

    /// Checks the numbers that count, and prepares the items.
    mutating func begin(_ items: ItemWeights<Scalar>) throws(LossFaults)

    /// What `mean` divides by.
    func denominator(_ items: ItemWeights<Scalar>) -> Double

    /// Whether the items that are not left out have what they are compared with; a contrastive batch may not.
    var hasComparisons: Bool { get }

    /// Whether the mean of no items is 0 and not NaN.
    static var emptyMeanIsZero: Bool { get }

    /// The cost of an item; adds `scale` times its derivatives to the gradients, unless there is none.
    mutating func evaluate(_ item: Int, scale: Double?) -> Double

    /// The power that a mean is raised to.
    var powerOfMean: Double { get }
    /// What the power of a mean is multiplied by, so that costs neither overflow nor vanish on the way; the gradients have it.
    var unit: Double { get }

    /// The gradients that are wanted, after all items have been evaluated.
    mutating func gradients() -> NamedList<Tensor<Scalar>>
    var warnings: [LossWarning] { get }
}

extension ItemProblem {
    var knownWork: Int? { nil }
    func denominator(_ items: ItemWeights<Scalar>) -> Double { items.sum }
    var hasComparisons: Bool { true }
    static var emptyMeanIsZero: Bool { false }
    var powerOfMean: Double { 1 }
    var unit: Double { 1 }
    var warnings: [LossWarning] { [] }
}
