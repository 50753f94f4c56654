// Long work on all processors, in parts that do not depend on how many there are.

import Dispatch
import Glibc
import Synchronization

/// Work that falls into parts.
package enum Parallel {
    /// The elements of a part: above as many, other processors help.
    package static let partSize = 1 << 15

    /// How many processors there are, as far as it is worth more work to use them.
    private static let count = Atomic<Int>(max(sysconf(Int32(_SC_NPROCESSORS_ONLN)), 1))

    /// How many processors the process may run on.
    package static var processors: Int {
        get { count.load(ordering: .relaxed) }
        set { count.store(newValue, ordering: .relaxed) }
    }

    /// Called by a thread that helps with a part of another thread's work.
    private static let preparation = Mutex<(@Sendable () -> Void)?>(nil)

    /// Has every thread that helps another one call `body` first; the thread that asked for help does not.
    package static func beforeHelping(_ body: @escaping @Sendable () -> Void) {
        preparation.withLock { $0 = body }
    }

    /// Runs `body` for each of so many parts, at the same time where there are processors.
    ///
    /// - Parameters:
    ///   - parts: how many there are; two and more are worth other threads.
    ///   - body: does the part of that index; parts touch nothing that another changes.
    package static func run(_ parts: Int, _ body: (Int) -> Void) {
        guard parts > 1 else { return parts == 1 ? body(0) : () }
        let (caller, prepare) = (pthread_self(), preparation.withLock { $0 })
        withoutActuallyEscaping(body) { body in
            // The caller says that its parts go together.
            nonisolated(unsafe) let body = body
            DispatchQueue.concurrentPerform(iterations: parts) { index in
                if let prepare, pthread_equal(pthread_self(), caller) == 0 { prepare() }
                unsafe body(index)
            }
        }
    }
}
