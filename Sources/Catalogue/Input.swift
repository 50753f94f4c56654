// A tensor that a method reads: its name, where it is given, its shape, and whether it has a gradient.

/// The description of one tensor that a method reads.
///
/// A class, since descriptions are passed around with every request and never change.
package final class Input: Sendable {
    /// Where in a task the tensor is given.
    package enum Place: String, Sendable {
        /// Next to `loss`, as a field of the task.
        case task
        /// Among the task's `options`.
        case options
    }

    /// What the numbers mean.
    package enum Kind: String, Sendable, CaseIterable {
        case number
        case logit
        case probability
        case logProbability = "log_probability"
        case classIndex = "class_index"
        case classIndexOrProbability = "class_index_or_probability"
        case weight
        case variance
        /// A vector, such as the features of an example.
        case embedding
        /// The corners x1, y1, x2, y2 of a rectangle.
        case box
        /// The parameters of a linear map, one row for each of its results.
        case linearMap = "linear_map"
        /// A number that says what belongs together.
        case label
        /// How many steps of a sequence count.
        case length

        /// Whether the numbers stand for classes or labels, and keep their 64 bits whatever the dtype.
        package var isWhole: Bool {
            switch self {
            case .classIndex, .classIndexOrProbability, .label: true
            default: false
            }
        }
    }

    /// Whether the loss has a gradient with respect to the tensor.
    package enum Gradient: String, Sendable {
        /// A prediction: its gradient is answered unless the request says otherwise.
        case byDefault = "default"
        /// Differentiable, and answered when the request names it.
        case onRequest = "on_request"
        /// Not differentiable in torch, so not here.
        case never
    }

    package let name: String
    /// Whether there may be several such inputs, numbered from 0.
    package let isFamily: Bool
    package let place: Place
    package let kind: Kind
    /// The shapes that are accepted, in words.
    package let shape: String
    package let isRequired: Bool
    package let gradient: Gradient
    /// The range that every number must lie in, when there is one.
    package let domain: ClosedRange<Double>?
    /// What the numbers should be, unless an option of the loss changes that.
    package let expectation: Expectation
    /// The input that has the lengths of its sequences, where it may be a list of lists of different lengths.
    package let lengths: String?
    /// One sentence for the documentation.
    package let summary: String

    package init(
        _ name: String, in place: Place = .task, _ kind: Kind, shape: String, required: Bool? = nil,
        gradient: Gradient, domain: ClosedRange<Double>? = nil, expects: Expectation? = nil, lengths: String? = nil,
        _ summary: String
    ) {
        self.name = name
        isFamily = name.utf8.contains(UInt8(ascii: "{"))
        self.place = place
        self.kind = kind
        self.shape = shape
        self.isRequired = required ?? (place == .task)
        self.gradient = gradient
        self.domain = domain
        expectation = expects ?? Expectation(kind, domain: domain)
        self.lengths = lengths
        self.summary = summary
    }

    /// Whether a field of a task, or an option, of that name is this input.
    ///
    /// `{i}` in the input's name stands for any number: there may be several.
    package func isNamed(_ field: String) -> Bool {
        guard isFamily else { return field == name }
        let parts = name.split(separator: "{i}", omittingEmptySubsequences: false)
        guard parts.count == 2, field.count > parts[0].count + parts[1].count, field.hasPrefix(parts[0]),
            field.hasSuffix(parts[1])
        else { return false }
        let digits = field.dropFirst(parts[0].count).dropLast(parts[1].count)
        return digits.count <= 3 && digits.allSatisfy { $0.isASCII && $0.isNumber }
            && (digits == "0" || digits.first != "0")
    }

}
