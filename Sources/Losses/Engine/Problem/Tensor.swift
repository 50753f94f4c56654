// Numbers in row-major order with a shape.

/// A tensor whose values all lie in memory.
package struct Tensor<Scalar: LossScalar>: Sendable {
    /// The sizes of the dimensions; none for a single number.
    package let shape: [Int]
    /// The numbers, the last dimension running fastest.
    package let values: [Scalar]

    package init(shape: [Int], values: [Scalar]) {
        self.shape = shape
        self.values = values
    }

    /// A tensor without dimensions.
    init(_ value: Scalar) {
        self.init(shape: [], values: [value])
    }
}
