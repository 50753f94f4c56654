// How deep a document and how large a tensor may be.

/// Bounds on what a reader accepts.
package struct JSONLimits: Sendable {
    /// Lists and objects inside each other, the outermost counted.
    package var depth = 64
    /// Dimensions of one tensor.
    package var rank = 16
    /// Numbers in one tensor.
    ///
    /// Up to 2²⁴ every index is exact in float32.
    package var elements = 1 << 24

    package init() {}
}
