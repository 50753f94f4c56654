// Arithmetic on sizes and amounts from outside, which ends at the largest integer instead of overflowing.

/// Sums and products that are the largest integer where they would be larger.
package enum Saturating {
    package static func sum(_ first: Int, _ second: Int) -> Int {
        let (sum, overflow) = first.addingReportingOverflow(second)
        return overflow ? .max : sum
    }

    package static func product(_ first: Int, _ second: Int) -> Int {
        let (product, overflow) = first.multipliedReportingOverflow(by: second)
        return overflow ? .max : product
    }

    /// How far a shape reaches: the product of its sizes, those of 0 counted as 1, times a factor.
    ///
    /// A tensor without elements can still have more rows than fit anywhere.
    package static func extent(of shape: [Int], times factor: Int = 1) -> Int {
        var extent = factor
        for size in shape { extent = product(extent, max(size, 1)) }
        return extent
    }

    /// The number of elements of a tensor of that shape.
    package static func count(of shape: [Int]) -> Int {
        shape.contains(0) ? 0 : extent(of: shape)
    }
}
