// How the work of matrix products compares with that of other losses.

/// The measure that limits on work count in.
enum LinearWork {
    /// Multiply-adds that take about as long as one element of an elementwise loss.
    static let multiplicationsPerElement = 64

    /// The elements that so many vectors against so many others, of that size, are as much work as.
    static func elements(_ vectors: Int, _ others: Int, _ size: Int) -> Int {
        let (pairs, overflow) = vectors.multipliedReportingOverflow(by: max(others, 1))
        let (elements, another) = pairs.multipliedReportingOverflow(by: size / multiplicationsPerElement + 1)
        return overflow || another ? .max : elements
    }
}
