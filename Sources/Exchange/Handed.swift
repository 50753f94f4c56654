// A value on its way to the thread that uses it up.

import Synchronization

/// Holds a value until it is taken, so that the thread that takes it holds the last reference and can
/// free its memory early.
package final class Handed<Value: ~Copyable & Sendable>: Sendable {
    private let value: Mutex<Value?>

    package init(_ value: consuming Value) {
        self.value = Mutex(value)
    }

    /// The value; `nil` when it was taken before.
    package func take() -> Value? {
        value.withLock { $0.take() }
    }
}
