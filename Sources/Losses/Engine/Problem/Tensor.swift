// Numbers in row-major order with a shape.

/// A tensor whose values all lie in memory.
package struct Tensor<Scalar: LossScalar>: Sendable {
    /// The sizes of the dimensions; none for a single number.
    package let shape: [Int]
    /// The numbers, the last dimension running fastest.
    package let values: [Scalar]
    /// The numbers themselves, where all are whole and some have more digits than the type; classes and labels are read
    /// from them.
    package let wholeValues: [Int]?

    package init(shape: [Int], values: [Scalar], wholeValues: [Int]? = nil) {
        self.shape = shape
        self.values = values
        self.wholeValues = wholeValues
    }

    /// A tensor without dimensions.
    init(_ value: Scalar) {
        self.init(shape: [], values: [value])
    }

    /// An element that stands for a class or a label; `nil` if it is no whole number.
    @inline(__always)
    func whole(_ index: Int) -> Int? {
        guard let wholeValues else { return values[index].whole }
        return wholeValues[index]
    }
}
