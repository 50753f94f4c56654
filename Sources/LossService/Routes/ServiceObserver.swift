// What the service reports to metrics while it evaluates.

/// Is notified of events; called on any thread, and must return quickly.
package protocol ServiceObserver: Sendable {
    /// A loss was evaluated; `isFinite` says whether it is a number, or numbers, without NaN and infinities.
    func evaluated(_ loss: String, elements: Int, seconds: Double, isFinite: Bool)

    /// A strategy weighted a batch, with so many rounds of its solver, where it has one.
    func weighted(_ strategy: String, seconds: Double, rounds: Int, hasConverged: Bool)
}
