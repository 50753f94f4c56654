// The forms of losses that have no NaN where torch's have some, for tasks that ask for them.

/// A loss that changes, beyond its empty mean and what `Settling` does, when a task asks for `safe`.
package protocol SafeForm: Loss {
    /// Whether the form without NaN is wanted; by default it is not, and the loss is exactly torch's.
    var isSafe: Bool { get set }
    /// What changes, for the documentation.
    static var safeForm: String { get }
}

extension SafeForm {
    /// A product in which, when it is to be safe, 0 times infinity is 0.
    @inline(__always)
    func product<Number: BinaryFloatingPoint>(_ factor: Number, _ number: Number) -> Number {
        isSafe && factor == 0 && number.isInfinite ? 0 : factor * number
    }
}
