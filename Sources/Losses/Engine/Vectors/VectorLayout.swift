// The shapes of a vector problem: which items there are, and where each finds its vectors.

/// How the operands of a vector loss are aligned.
struct VectorLayout<Scalar: LossScalar> {
    /// The shape of the unreduced loss.
    let itemShape: [Int]
    let itemCount: Int
    /// How many elements of elementwise losses the items are as much work as.
    let work: Int
    /// The number of elements of a vector.
    let size: Int
    private(set) var warnings: [LossWarning] = []
    /// For each operand, the index of the vector (or number) of each item; `nil` where that is the item's own.
    private var positions: [[Int]?] = []
    /// For each operand, how far the elements of a vector lie apart: 0 where one stands for all.
    private var strides: [Int] = []
    /// For each operand, whether one number stands for all of a vector.
    private var isRepeated: [Bool] = []

    /// - Throws: when the operands do not go together, or what they broadcast to is too large.
    init(
        _ operands: [(operand: VectorOperand, tensor: Tensor<Scalar>)], size expected: Int?, limit: Int
    ) throws(LossFaults) {
        var (items, size): ([Int], Int) = ([], 1)
        for (operand, tensor) in operands {
            var leading = tensor.shape
            if operand.isVector {
                guard let last = leading.popLast() else {
                    throw LossFaults(
                        .shapeMismatch, at: .tensor(operand.name), "\(operand.name) needs a dimension for the vector")
                }
                guard last == size || last == 1 || size == 1, expected == nil || last == expected else {
                    throw LossFaults(
                        .shapeMismatch, at: .tensor(operand.name),
                        "\(operand.name) has vectors of \(last) elements; they need \(expected ?? size)")
                }
                size = last == 1 ? size : last
            }
            guard let larger = Tensor<Scalar>.commonShape(items, leading) else {
                throw LossFaults(
                    .shapeMismatch, at: .tensor(operand.name),
                    "\(operand.name) of shape \(tensor.shape) does not broadcast with \(items), the shape so far")
            }
            items = larger
        }
        work = Work.vectors(items, size: size)
        guard work <= limit else {
            throw LossFaults(
                .tooManyElements, at: .tensor(operands[0].operand.name),
                "the operands broadcast to shape \(items + [size]), which is as much work as \(work) elements; at "
                    + "most \(max(limit, 0)) are allowed")
        }
        itemShape = items
        itemCount = items.contains(0) ? 0 : items.reduce(1, *)
        self.size = size
        for (operand, tensor) in operands { place(operand, tensor) }
    }

    private mutating func place(_ operand: VectorOperand, _ tensor: Tensor<Scalar>) {
        let own = operand.isVector ? Array(tensor.shape.dropLast()) : tensor.shape
        let full = operand.isVector ? itemShape + [size] : itemShape
        strides.append(operand.isVector && tensor.shape.last == size ? 1 : 0)
        isRepeated.append(operand.isVector && tensor.shape.last != size)
        if own == itemShape {
            positions.append(nil)
        } else {
            var indices: [Int] = []
            indices.reserveCapacity(itemCount)
            Tensor<Scalar>.walk(from: own, over: itemShape) { indices.append($0) }
            positions.append(indices)
        }
        guard tensor.shape != full else { return }
        warnings.append(
            LossWarning(
                code: .broadcast, place: .tensor(operand.name),
                detail: "\(operand.name) of shape \(tensor.shape) was broadcast to \(full); give it that shape if "
                    + "that is not intended"))
    }

    /// The index of the first number of an operand at an item.
    @inline(__always)
    func start(of operand: Int, at item: Int, width: Int) -> Int {
        (positions[operand]?[item] ?? item) * width
    }

    /// Whether every number of an operand belongs to one item alone.
    func isOwn(_ operand: Int) -> Bool {
        positions[operand] == nil && !isRepeated[operand]
    }

    /// How far apart the numbers of an operand lie.
    @inline(__always)
    func stride(of operand: Int) -> Int {
        strides[operand]
    }
}
