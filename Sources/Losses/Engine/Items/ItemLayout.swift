// Which item of the unreduced loss an element belongs to.

/// The elements of a broadcast shape, gathered into items.
struct ItemLayout {
    /// The shape of the unreduced loss.
    let itemShape: [Int]
    let itemCount: Int
    /// What the sum over an item's elements is divided by.
    let divisor: Int
    /// Elements of one item; `nil` when every element is an item.
    private let groupSize: Int?
    /// How far apart the elements of one item lie.
    private let stride: Int

    /// - Throws: when the items are rows and the input has no dimension to be one.
    init(_ items: Items, shape: [Int], input: [Int]) throws(LossFaults) {
        switch items {
        case .elements:
            itemShape = shape
            divisor = 1
            groupSize = nil
            stride = 1
        case .rowMeans:
            guard let classes = input.last else {
                throw LossFaults(.shapeMismatch, at: .tensor("input"), "input needs at least one dimension")
            }
            // torch counts the dimension, and its size, on the input as it was given, before broadcasting.
            let dimension = input.count - 1
            var rest = shape
            groupSize = rest.remove(at: dimension)
            itemShape = rest
            stride = shape[(dimension + 1)...].reduce(1, *)
            divisor = classes
        }
        itemCount = itemShape.reduce(1, *)
    }

    /// Whether items have several elements.
    var hasRows: Bool { groupSize != nil }

    /// The largest parts of up to `size` elements that share no item; `nil` where items lie across each other.
    func partSize(_ size: Int) -> Int? {
        guard let groupSize else { return size }
        return stride == 1 ? max(1, size / max(groupSize, 1)) * max(groupSize, 1) : nil
    }

    /// The item that the element at `index` belongs to, and the first element behind it from where that changes.
    func run(at index: Int) -> (item: Int, end: Int) {
        guard let groupSize, stride == 1 else { return (item(of: index), index + 1) }
        let item = index / groupSize
        return (item, (item + 1) * groupSize)
    }

    /// The item that the element at `index` belongs to.
    @inline(__always)
    func item(of index: Int) -> Int {
        guard let groupSize else { return index }
        if stride == 1 { return index / groupSize }
        return index / (groupSize * stride) * stride + index % stride
    }
}
