// The losses of the items, put together from those of their elements.

/// A loss for each item; the sum of a row is kept in Double, so that a long one loses no digits.
struct ItemLosses<Scalar: LossScalar> {
    private var elements: [Scalar]
    private var rows: [Double]
    private let divisor: Double

    init(_ layout: ItemLayout) {
        elements = [Scalar](repeating: 0, count: layout.gathersRows ? 0 : layout.itemCount)
        rows = [Double](repeating: 0, count: layout.gathersRows ? layout.itemCount : 0)
        divisor = Double(layout.divisor)
    }

    /// Adds the loss of an element to that of its item.
    @inline(__always)
    mutating func add(_ loss: Scalar, to item: Int) {
        if rows.isEmpty { elements[item] = loss } else { rows[item] += Double(loss) }
    }

    /// The losses, of rows the means.
    var values: [Scalar] {
        rows.isEmpty ? elements : rows.map { Scalar($0 / divisor) }
    }
}
