// Threads that do what would hold up a loop.

import Dispatch
import Synchronization

/// A fixed number of threads that take work from one queue, first come, first served.
package final class WorkerPool: Sendable {
    private struct Queue {
        var waiting: [@Sendable () -> Void] = []
        /// The first that was not taken.
        var next = 0
        var isStopped = false
    }

    private let queue = Mutex(Queue())
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
    package func async(_ work: @escaping @Sendable () -> Void) {
        queue.withLock { $0.waiting.append(work) }
        signal.signal()
    }

    /// Ends the threads after what they are doing; what waits is not done any more.
    package func stop() {
        queue.withLock { $0.isStopped = true }
        for _ in 0..<threads { signal.signal() }
    }

    private func run() {
        while true {
            signal.wait()
            let (work, isStopped): ((@Sendable () -> Void)?, Bool) = queue.withLock { queue in
                guard !queue.isStopped, queue.next < queue.waiting.count else { return (nil, queue.isStopped) }
                let work = queue.waiting[queue.next]
                queue.next += 1
                if queue.next == queue.waiting.count {
                    queue.waiting.removeAll(keepingCapacity: queue.waiting.capacity <= 1024)
                    queue.next = 0
                }
                return (work, false)
            }
            if isStopped { return }
            work?()
        }
    }
}
