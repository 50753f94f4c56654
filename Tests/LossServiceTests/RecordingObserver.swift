// An observer that keeps what it is told.

import LossService
import Synchronization

/// Keeps the events of a service as texts.
final class RecordingObserver: ServiceObserver {
    private let events = Mutex<(losses: [String], strategies: [String])>(([], []))

    var losses: [String] { events.withLock { $0.losses } }
    var strategies: [String] { events.withLock { $0.strategies } }

    func evaluated(_ loss: String, elements: Int, seconds: Double, isFinite: Bool) {
        events.withLock { $0.losses.append("\(loss)\(isFinite ? " finite" : "")") }
    }

    func weighted(_ strategy: String, seconds: Double, rounds: Int, hasConverged: Bool) {
        events.withLock { $0.strategies.append("\(strategy)\(hasConverged ? " converged" : "")") }
    }
}
