// Where a packed tensor is in a body.

/// A tensor that lies in the bytes of a body.
package struct PackedEntry: Sendable {
    package let name: String
    package let dtype: PackedDtype
    package let shape: [Int]
    /// Where its bytes are in the body.
    package let bytes: Range<Int>

    package init(name: String, dtype: PackedDtype, shape: [Int], bytes: Range<Int>) {
        (self.name, self.dtype, self.shape, self.bytes) = (name, dtype, shape, bytes)
    }
}
