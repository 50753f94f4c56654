// Whose arithmetic a strategy follows where it differs.

/// The library whose numbers are wanted.
enum Reference: String, CaseIterable {
    /// Exact, at every scale of gradients.
    case none
    /// torchjd 0.18: its regularisation and its absolute thresholds.
    case torchjd
}

/// What torchjd does to a Gramian before it solves.
enum TorchJD {
    private static let (normEpsilon, ridge) = (1e-4, 1e-4)

    /// The Gramian over its trace, or 0 where the trace is below a threshold.
    private static func normalized(_ gramian: Matrix) -> Matrix {
        let trace = gramian.diagonal.reduce(0, +)
        return Matrix(size: gramian.size) { trace < normEpsilon ? 0 : gramian[$0, $1] / trace }
    }

    /// The same, with a little more on the diagonal.
    static func regularized(_ gramian: Matrix) -> Matrix {
        normalized(gramian).plus(onDiagonal: ridge)
    }

    /// Whether a norm counts as nothing.
    static func isNothing(_ norm: Double) -> Bool {
        norm < normEpsilon
    }
}
