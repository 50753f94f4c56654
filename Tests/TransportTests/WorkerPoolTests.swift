// Work on other threads: its order, and that what was done is not kept.

import Dispatch
import Synchronization
import Testing
@testable import Transport

@Suite("Workers")
struct WorkerPoolTests {
    /// Something whose end can be seen.
    private final class Item: Sendable {
        private let ended: @Sendable () -> Void

        init(_ ended: @escaping @Sendable () -> Void) {
            self.ended = ended
        }

        deinit {
            ended()
        }
    }

    @Test("what was taken is let go of at once, also when the queue is never empty")
    func endlessQueue() {
        var queue = WorkQueue()
        let live = Atomic(0)
        func add() {
            live.add(1, ordering: .relaxed)
            let item = Item { live.subtract(1, ordering: .relaxed) }
            queue.append { withExtendedLifetime(item) {} }
        }
        add()
        for _ in 0..<10_000 {
            add()
            queue.popFirst()?()
            #expect(live.load(ordering: .relaxed) == 1)
            #expect(queue.heldItems <= 4)
        }
        queue.popFirst()?()
        #expect(live.load(ordering: .relaxed) == 0)
        #expect(queue.popFirst() == nil)
    }

    @Test("work is done in order, what is urgent before the rest, and nothing after the end")
    func order() throws {
        let pool = try WorkerPool(threads: 1)
        let (gate, done) = (DispatchSemaphore(value: 0), DispatchSemaphore(value: 0))
        let order = Mutex<[String]>([])
        pool.async { gate.wait() }
        for name in ["a", "b", "c"] { pool.async { order.withLock { $0.append(name) } } }
        pool.async(.first) { order.withLock { $0.append("first") } }
        pool.async { done.signal() }
        gate.signal()
        done.wait()
        #expect(order.withLock { $0 } == ["first", "a", "b", "c"])
        pool.stop()
        pool.async { order.withLock { $0.append("late") } }
        // Another pool's work takes longer than it would take to see that.
        let other = try WorkerPool(threads: 1)
        other.async { done.signal() }
        done.wait()
        #expect(order.withLock { $0.count } == 4)
        other.stop()
    }
}
