// How the work of matrix products compares with that of other losses.

/// The measure that limits on work count in.
enum LinearWork {
    /// Multiply-adds that take about as long as one element of an elementwise loss.
    static let multiplicationsPerElement = 64
}
