// What a loss answers: the loss, its denominator, the gradients, and what looked suspicious.

package import Catalogue

/// The value of a loss, and its gradients.
package struct Evaluation<Scalar: LossScalar>: Sendable {
    /// The loss: a single number, or one for each item under `reduction: none`.
    package let loss: Tensor<Scalar>
    /// What `mean` divides by (or would, under another reduction).
    package let denominator: Scalar
    /// The gradients that were asked for, by the name of the tensor.
    package let gradients: NamedList<Tensor<Scalar>>
    package let warnings: [LossWarning]
    /// What is worth watching besides the loss: numbers by their names, of no gradient.
    package let diagnostics: [LossDiagnostic]
    /// How many elements were evaluated.
    package let elementCount: Int
    /// Whether anything counts: an item that is neither left out nor ignored, and whose weights are not all 0.
    package let counts: Bool

    init(
        loss: Tensor<Scalar>, denominator: Scalar, gradients: NamedList<Tensor<Scalar>>, warnings: [LossWarning],
        diagnostics: [LossDiagnostic] = [], elementCount: Int, counts: Bool
    ) {
        (self.loss, self.denominator, self.gradients) = (loss, denominator, gradients)
        (self.warnings, self.diagnostics) = (warnings, diagnostics)
        (self.elementCount, self.counts) = (elementCount, counts)
    }

    /// A placeholder for the evaluation of a problem that was only checked.
    static func checked(elementCount: Int) -> Evaluation {
        Evaluation(
            loss: Tensor(0), denominator: 0, gradients: [:], warnings: [], elementCount: elementCount, counts: false)
    }

    /// The same, without what was said of one tensor.
    func withoutWarnings(of name: String) -> Evaluation {
        Evaluation(
            loss: loss, denominator: denominator, gradients: gradients,
            warnings: warnings.filter { $0.place != .tensor(name) }, diagnostics: diagnostics,
            elementCount: elementCount,
            counts: counts)
    }

    /// The same, with one gradient in another shape of as many elements.
    func reshaping(_ name: String, to shape: [Int]) -> Evaluation {
        var gradients = gradients
        if let gradient = gradients[name] { gradients[name] = Tensor(shape: shape, values: gradient.values) }
        return Evaluation(
            loss: loss, denominator: denominator, gradients: gradients, warnings: warnings, diagnostics: diagnostics,
            elementCount: elementCount, counts: counts)
    }
}

/// A number beside the loss.
package typealias LossDiagnostic = (name: String, value: Double)

/// Something that torch accepts and people rarely mean.
package struct LossWarning: Sendable, Equatable {
    /// The kinds of warning; the raw values are the stable codes of the HTTP contract.
    package enum Code: String, Sendable, CaseIterable {
        case broadcast
        case klDivMean = "kl_div_mean"
        case allIgnored = "all_ignored"
        case empty = "empty_input"
        /// Found where the loss is a mean.
        case zeroDenominator = "zero_denominator"
        case unexpectedValue = "unexpected_value"
        case alreadyProbabilities = "already_probabilities"
        case notADistribution = "not_a_distribution"
        case repeatedClass = "repeated_class"
        case swappedCorners = "swapped_corners"
        case logProbAboveZero = "log_prob_above_zero"
        /// Found in the weighting of a batch.
        case zeroWeight = "zero_weight"
        /// Found by the reader of the request, not by a loss.
        case numberOverflow = "number_overflow"
    }

    package let code: Code
    package let place: LossPlace
    package let detail: String
}

/// The part of a task that a warning or a fault refers to.
package enum LossPlace: Sendable, Equatable {
    /// A tensor, or one of its elements.
    case tensor(String, element: Int? = nil)
    case option(String)
    case gradients
    case mask(element: Int? = nil)
    case sampleWeight
    case gradOutput
}
