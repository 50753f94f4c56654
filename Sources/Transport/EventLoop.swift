// One thread that waits in epoll for all descriptors of a loop: Documentation/Decisions/event-loop.md says why.

import CLinux
import Exchange
import Glibc
import Synchronization

/// What can happen to a descriptor that a loop watches.
protocol EventHandler: AnyObject {
    func ready(_ events: ReadyEvents)
    /// Called about twice a second, for what must happen in time.
    func tick(_ now: UInt64)
}

/// What a descriptor is ready for.
struct ReadyEvents: OptionSet {
    let rawValue: UInt32
    static let reading = ReadyEvents(rawValue: EPOLLIN.rawValue)
    static let writing = ReadyEvents(rawValue: EPOLLOUT.rawValue)
    /// The connection broke, or both directions are closed.
    static let broken = ReadyEvents(rawValue: EPOLLHUP.rawValue | EPOLLERR.rawValue)
}

/// Watches descriptors; all that it calls, it calls on its own thread.
///
/// State is confined to that thread, which is what makes the type safe to share.
@safe package final class EventLoop: @unchecked Sendable {
    /// What other threads have asked for.
    private struct Mailbox {
        var work: [@Sendable () -> Void] = []
        /// Whether the loop has been woken, and has not looked yet.
        var isSignalled = false
        /// Whether the loop has ended, and takes nothing any more.
        var isClosed = false
    }

    private static let batchSize = 256
    private static let tickNanoseconds: UInt64 = 500_000_000
    /// The token of the descriptor that wakes the loop.
    private static let wakeToken: UInt64 = 0

    /// Threads for what would hold up the loop.
    package let workers: WorkerPool
    private let epoll: Int32
    private let wake: Int32
    private let mailbox = Mutex(Mailbox())
    private var handlers: [UInt64: any EventHandler] = [:]
    private var nextToken = EventLoop.wakeToken
    private var batch = unsafe [epoll_event](repeating: epoll_event(), count: EventLoop.batchSize)
    /// What is to be done, and when.
    private var delayed: [(time: UInt64, work: @Sendable () -> Void)] = []
    private var nextTick = EventLoop.now + EventLoop.tickNanoseconds
    private var isStopped = false
    /// Where all connections of the loop read into, one after the other.
    var scratch = [UInt8](repeating: 0, count: 1 << 17)

    /// Starts the thread.
    ///
    /// - Throws: when the system has no descriptor or no thread left.
    package init(workers: WorkerPool) throws(SystemError) {
        self.workers = workers
        let epoll = epoll_create1(O_CLOEXEC)
        guard epoll >= 0 else { throw SystemError("epoll_create1") }
        let wake = lossd_eventfd()
        guard wake >= 0 else {
            let error = SystemError("eventfd")
            close(epoll)
            throw error
        }
        (self.epoll, self.wake) = (epoll, wake)
        guard control(EPOLL_CTL_ADD, wake, .reading, Self.wakeToken) else { throw SystemError("epoll_ctl") }
        try SystemThread.start { self.run() }
    }

    deinit {
        close(wake)
        close(epoll)
    }

    /// Ends the loop.
    ///
    /// Called on the loop, when nothing is watched any more.
    package func stop() {
        isStopped = true
    }

    /// Runs `work` on the loop after a while.
    package func async(afterMilliseconds delay: Int, _ work: @escaping @Sendable () -> Void) {
        async { self.delayed.append((Self.now + UInt64(delay) * 1_000_000, work)) }
    }

    /// Runs `work` on the loop.
    package func async(_ work: @escaping @Sendable () -> Void) {
        let isAsleep = mailbox.withLock { mailbox in
            guard !mailbox.isClosed else { return false }
            mailbox.work.append(work)
            defer { mailbox.isSignalled = true }
            return !mailbox.isSignalled
        }
        guard isAsleep else { return }
        var count: UInt64 = 1
        _ = unsafe write(wake, &count, MemoryLayout.size(ofValue: count))
    }

    /// Nanoseconds of a clock that never goes back.
    package static var now: UInt64 { MonotonicClock.nanoseconds }

    /// Watches a descriptor until it is forgotten, and returns the token that stands for it; `nil` when the system has no
    /// memory to watch one more.
    func watch(_ descriptor: Int32, _ events: ReadyEvents, _ handler: any EventHandler) -> UInt64? {
        // A token, not the descriptor: a batch may hold events of one that was closed and given out again meanwhile.
        nextToken += 1
        guard control(EPOLL_CTL_ADD, descriptor, events, nextToken) else { return nil }
        handlers[nextToken] = handler
        return nextToken
    }

    func update(_ descriptor: Int32, _ events: ReadyEvents, token: UInt64) {
        control(EPOLL_CTL_MOD, descriptor, events, token)
    }

    func forget(_ descriptor: Int32, token: UInt64) {
        handlers[token] = nil
        control(EPOLL_CTL_DEL, descriptor, [], token)
    }

    @discardableResult
    private func control(_ operation: Int32, _ descriptor: Int32, _ events: ReadyEvents, _ token: UInt64) -> Bool {
        var event = unsafe epoll_event()
        unsafe event.events = events.rawValue
        unsafe event.data.u64 = token
        return unsafe epoll_ctl(epoll, operation, descriptor, &event) == 0
    }

    /// The thread of the loop.
    private func run() {
        ThreadPriority.stepForward()
        while !isStopped {
            let timeout = keepTime()
            let count = unsafe epoll_wait(epoll, &batch, Int32(Self.batchSize), timeout)
            for index in 0..<max(Int(count), 0) {
                let token = unsafe batch[index].data.u64
                if token == Self.wakeToken {
                    empty()
                } else {
                    handlers[token]?.ready(ReadyEvents(rawValue: unsafe batch[index].events))
                }
            }
        }
        // What still comes is dropped, and keeps nothing alive.
        let rest = mailbox.withLock { mailbox in
            defer {
                mailbox = Mailbox()
                mailbox.isClosed = true
            }
            return mailbox.work
        }
        // Outside of the lock: what ends with them may ask for more.
        withExtendedLifetime(rest) {}
        (delayed, handlers) = ([], [:])
    }

    /// Does what other threads have asked for.
    private func empty() {
        var count: UInt64 = 0
        _ = unsafe read(wake, &count, MemoryLayout.size(ofValue: count))
        let work = mailbox.withLock { mailbox in
            defer { mailbox = Mailbox() }
            return mailbox.work
        }
        for work in work { work() }
    }

    /// Does what is due, and returns the milliseconds until the next time, rounded up.
    private func keepTime() -> Int32 {
        let now = Self.now
        if !delayed.isEmpty {
            let due = delayed.filter { $0.time <= now }
            delayed.removeAll { $0.time <= now }
            for item in due { item.work() }
        }
        if now >= nextTick {
            nextTick = now + Self.tickNanoseconds
            for handler in Array(handlers.values) { handler.tick(now) }
        }
        let next = delayed.reduce(nextTick) { min($0, $1.time) }
        return isStopped || next <= now ? 0 : Int32(clamping: (next - now + 999_999) / 1_000_000)
    }
}
