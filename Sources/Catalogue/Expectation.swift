// What the numbers of an input should be: others are evaluated all the same, and warned of.

/// What the numbers of a tensor mean, as far as that can be checked.
///
/// An `Input`'s `domain` is what the loss refuses to leave; this is what users hardly ever mean to leave.
package enum Expectation: Sendable, Equatable {
    case anything
    /// Numbers in a range, or that one number which means that there is nothing.
    case range(ClosedRange<Double>, except: Double? = nil)
    /// Log-probabilities of tokens.
    case tokenLogProbabilities
    /// 1 and −1.
    case signs
    /// Rows of scores, one for each class, which a softmax makes probabilities.
    case scores
    /// Class indices or, where there are as many dimensions as the input has, rows of probabilities.
    case distributions
    /// Probabilities; of a matrix whose losses are averaged over its rows, each row a distribution.
    case batchOfDistributions
    /// Rows of different classes, up to the first −1.
    case classLists
    /// Corners x1, y1, x2, y2 with x1 ≤ x2 and y1 ≤ y2.
    case corners
    /// Weights of items, which should have their shape.
    case itemWeights

    package static let probabilities = Expectation.range(0...1)
    package static let logProbabilities = Expectation.range(-Double.infinity...0)
    package static let notNegative = Expectation.range(0...Double.infinity)

    /// What follows from the kind of an input.
    init(_ kind: Input.Kind, domain: ClosedRange<Double>?) {
        self =
            switch kind {
            case .probability where domain == nil: .probabilities
            case .logProbability: .logProbabilities
            case .classIndexOrProbability: .distributions
            case .box: .corners
            default: .anything
            }
    }
}
