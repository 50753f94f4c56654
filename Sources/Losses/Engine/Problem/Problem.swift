// What a loss is asked: its tensors, how to reduce, which items count, which gradients are wanted.

package import Catalogue

/// How the losses of the items become the loss of the task.
package enum Reduction: String, Sendable, CaseIterable {
    case mean, sum, none
    /// The sum over the size of the first dimension; for `kl_div` only.
    case batchmean
    /// The mean over sequences of the means over their tokens; this and the following for losses of tokens only.
    case sequenceMeanTokenMean = "sequence_mean_token_mean"
    /// The mean over sequences of the sums over their tokens.
    case sequenceMeanTokenSum = "sequence_mean_token_sum"
    /// The same, divided by the number of tokens that a sequence has at most.
    case fixedHorizon = "fixed_horizon"

    /// Those of a loss of tokens, by their names there: `mean` and `sum` are over tokens.
    package static let ofTokens = [
        "token_mean", "token_sum", "sequence_mean_token_mean", "sequence_mean_token_sum", "fixed_horizon", "none",
        "mean",
        "sum",
    ]

    /// The reduction of that name.
    package init?(name: String) {
        switch name {
        case "token_mean": self = .mean
        case "token_sum": self = .sum
        default: self.init(rawValue: name)
        }
    }

    /// Whether the sum is divided by a denominator.
    package var divides: Bool { self != .sum && self != .none }
}

/// One task, ready to be evaluated.
package struct Problem<Scalar: LossScalar>: Sendable {
    /// The tensors by the names that the loss's entry gives them.
    package var tensors: NamedList<Tensor<Scalar>>
    package var reduction: Reduction
    /// 1 for items that count, 0 for those that are left out; broadcast to the unreduced loss.
    package var mask: Tensor<Scalar>?
    /// How much each item counts; broadcast to the unreduced loss.
    package var sampleWeight: Tensor<Scalar>?
    /// What a mean divides by instead of its own denominator.
    package var denominator: Double?
    /// The upstream gradient of an unreduced loss.
    package var gradOutput: Tensor<Scalar>?
    /// The tensors whose gradients are wanted.
    package var gradients: [String]
    /// What every gradient is multiplied by: the derivative of what is differentiated by the task's loss.
    package var upstream: Double
    /// Whether the forms without NaN are wanted where torch's have some.
    package var isSafe: Bool
    /// The most elements that may be evaluated, what operands broadcast to included.
    package var elementLimit: Int
    /// The most work that evaluating it may be, in elements of elementwise losses.
    package var workLimit: Int
    /// Whether the problem is only checked: what is known to be faulty is not worth computing.
    package var isOnlyChecked = false

    package init(
        tensors: NamedList<Tensor<Scalar>>, reduction: Reduction = .mean, mask: Tensor<Scalar>? = nil,
        sampleWeight: Tensor<Scalar>? = nil, gradOutput: Tensor<Scalar>? = nil, gradients: [String] = [],
        denominator: Double? = nil, upstream: Double = 1, isSafe: Bool = false, elementLimit: Int = 1 << 24
    ) {
        self.denominator = denominator
        self.tensors = tensors
        self.reduction = reduction
        self.mask = mask
        self.sampleWeight = sampleWeight
        self.gradOutput = gradOutput
        self.gradients = gradients
        self.upstream = upstream
        self.isSafe = isSafe
        self.elementLimit = elementLimit
        workLimit = elementLimit
    }

    /// - Throws: when a tensor reaches further than there is room for, be it empty.
    func checkExtents() throws(LossFaults) {
        guard tensors.values.contains(where: { Saturating.extent(of: $0.shape) > elementLimit }) else { return }
        for (name, tensor) in tensors.sorted(by: { $0.key < $1.key }) {
            guard Saturating.extent(of: tensor.shape) <= elementLimit else {
                throw LossFaults(
                    .tooManyElements, at: .tensor(name),
                    "\(name) has shape \(tensor.shape); at most \(max(elementLimit, 0)) elements are allowed")
            }
        }
    }

    /// - Throws: when evaluating it, which takes as long as `work` elements, is more than is allowed; `name` is the tensor
    ///   that is named.
    func checkWork(_ work: Int, of name: String) throws(LossFaults) {
        guard work > workLimit else { return }
        throw LossFaults(
            .tooManyElements, at: .tensor(name),
            "this is as much work as \(work) elements of other losses; at most \(max(workLimit, 0)) are allowed")
    }

    /// The shapes of the tensors.
    var shapes: NamedList<[Int]> { tensors.mapValues { $0.shape } }

    /// A tensor that the caller was told the loss needs.
    func tensor(_ name: String) throws(LossFaults) -> Tensor<Scalar> {
        guard let tensor = tensors[name] else {
            throw LossFaults(.missing, at: .tensor(name), "this loss needs \(name)")
        }
        return tensor
    }
}
