// Threads that do what would hold up a loop.

import Dispatch
import Synchronization

/// A fixed number of threads that take work from one queue, first come, first served.
package final class WorkerPool: Sendable {
    /// How soon work is done.
    package enum Urgency {
        /// After what waits.
        case normal
        /// Before all that is normal: short work that gives something back, such as memory.
        case first
    }

    private struct Queues {
        var first = WorkQueue()
        var normal = WorkQueue()
        var isStopped = false
    }

    private let queues = Mutex(Queues())
    private let signal = DispatchSemaphore(value: 0)
    private let threads: Int

    /// Starts the threads, all of them now: later there may be none left in the system.
    ///
    /// - Parameters:
    ///   - threads: how many.
    ///   - prepare: is called first on each thread.
    /// - Throws: when the system has not that many.
    package init(threads: Int, prepare: @escaping @Sendable () -> Void = {}) throws(SystemError) {
        self.threads = threads
        do throws(SystemError) {
            for _ in 0..<threads {
                try SystemThread.start {
                    prepare()
                    self.run()
                }
            }
        } catch {
            stop()
            throw error
        }
    }

    /// Does `work` on one of the threads; never, once the pool was stopped.
    package func async(_ urgency: Urgency = .normal, _ work: @escaping @Sendable () -> Void) {
        queues.withLock { queues in
            switch urgency {
            case .normal: queues.normal.append(work)
            case .first: queues.first.append(work)
            }
        }
        signal.signal()
    }

    /// Ends the threads after what they are doing; what waits is not done any more.
    package func stop() {
        queues.withLock { queues in
            queues = Queues()
            queues.isStopped = true
        }
        for _ in 0..<threads { signal.signal() }
    }

    private func run() {
        while true {
            signal.wait()
            let (work, isStopped): ((@Sendable () -> Void)?, Bool) = queues.withLock { queues in
                (queues.first.popFirst() ?? queues.normal.popFirst(), queues.isStopped)
            }
            if isStopped { return }
            work?()
        }
    }
}

/// Work that waits; what was taken is not kept, however long the queue lasts.
struct WorkQueue {
    private var items: [(@Sendable () -> Void)?] = []
    private var first = 0

    /// How much memory is used, in items.
    var heldItems: Int { items.count }

    mutating func append(_ work: @escaping @Sendable () -> Void) {
        items.append(work)
    }

    mutating func popFirst() -> (@Sendable () -> Void)? {
        guard first < items.count else { return nil }
        let work = items[first]
        items[first] = nil
        first += 1
        // At the latest when half of the places are empty, so that each item is moved once on average.
        if first * 2 >= items.count {
            items.removeSubrange(..<first)
            first = 0
        }
        return work
    }
}
