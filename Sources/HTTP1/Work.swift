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

    /// Runs `body` beside the loop, unless nobody waits for it any more.
    ///
    /// - Parameters:
    ///   - body: what is to be worked out.
    ///   - done: is called after that, or instead of it: the place is free for another.
    ///   - deliver: takes what came of it.
    func run<Result>(
        _ body: @escaping @Sendable () -> Result, done: @escaping @Sendable () -> Void,
        deliver: @escaping @Sendable (Result) -> Void
    ) {
        // A queue whose threads nobody else runs on: they stand back behind the loops, which have little to do at a time.
        DispatchQueue.global(qos: .utility).async {
            ThreadPriority.standBack()
            guard !self.isAbandoned.load(ordering: .relaxed) else { return done() }
            let result = body()
            done()
            deliver(result)
        }
    }
}
