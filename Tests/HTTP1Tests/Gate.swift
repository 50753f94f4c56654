// Lets a test hold background jobs of a server until it has seen what it wants to see.

import Dispatch

/// Jobs wait at a gate that is closed.
final class Gate: Sendable {
    private let arrivals = DispatchSemaphore(value: 0)
    private let passages = DispatchSemaphore(value: 0)

    /// A job arrives, and waits until it may pass.
    func pass() {
        arrivals.signal()
        passages.wait()
    }

    /// Waits until so many jobs have arrived.
    ///
    /// - Returns: whether they did, within ten seconds.
    func waitForArrivals(_ count: Int) -> Bool {
        (0..<count).allSatisfy { _ in arrivals.wait(timeout: .now() + 10) == .success }
    }

    /// Lets so many jobs pass, those that arrive later included.
    func open(_ count: Int) {
        for _ in 0..<count { passages.signal() }
    }
}
