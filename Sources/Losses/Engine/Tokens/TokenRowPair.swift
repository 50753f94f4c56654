// Two tensors with a row of numbers for each token, such as a student's and a teacher's.

import Catalogue

/// The rows of both tensors of one problem.
struct TokenRowPair<Scalar: LossScalar> {
    let layout: TokenLayout<Scalar>
    /// How many numbers a row has.
    let width: Int
    let main: [Scalar]
    let other: [Scalar]

    /// - Parameters:
    ///   - main: the tensor that has the gradient.
    ///   - other: one of the same shape.
    ///   - problem: the problem.
    /// - Throws: when the tensors do not go together.
    init(_ main: String, _ other: String, _ problem: Problem<Scalar>) throws(LossFaults) {
        try problem.checkExtents()
        let (own, second) = (try problem.tensor(main), try problem.tensor(other))
        layout = try TokenLayout(of: main, trailing: 1, problem)
        guard own.shape == second.shape else {
            throw LossFaults(
                .shapeMismatch, at: .tensor(other), "\(other) has shape \(second.shape), \(main) \(own.shape)")
        }
        width = own.shape.lastSize
        (self.main, self.other) = (own.values, second.values)
    }
}
