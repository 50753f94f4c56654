// The losses of the items, put together from those of their elements.

/// A loss for each item, kept in Double until all are reduced.
struct ItemLosses {
    private var sums: [Double]
    private let divisor: Double

    init(_ layout: ItemLayout) {
        sums = [Double](repeating: 0, count: layout.itemCount)
        divisor = Double(layout.divisor)
    }

    /// Adds the loss of an element to that of its item.
    @inline(__always)
    mutating func add(_ loss: Double, to item: Int) {
        sums[item] += loss
    }

    /// The losses: of rows, the means.
    var values: [Double] {
        divisor == 1 ? sums : sums.map { $0 / divisor }
    }
}
