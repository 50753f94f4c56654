// Work beside the loop, which is dropped when nobody waits for it any more.

import Dispatch
import Synchronization
import Transport

/// An answer that is worked out on another thread, for a client that may be gone by then.
final class Work: Sendable {
    private let isAbandoned = Atomic(false)

    func abandon() {
        isAbandoned.store(true, ordering: .relaxed)
    }

    /// Runs `body` beside the loop, unless nobody waits for it any more, and `done` after that in any case.
    func run(_ body: @escaping @Sendable () -> Void, done: @escaping @Sendable () -> Void) {
        // A queue whose threads nobody else runs on: they stand back behind the loops, which have little to do at a time.
        DispatchQueue.global(qos: .utility).async {
            ThreadPriority.standBack()
            if !self.isAbandoned.load(ordering: .relaxed) { body() }
            done()
        }
    }
}
