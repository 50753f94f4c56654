// One epoll descriptor, drained in batches by a Dispatch read source: Documentation/Decisions/event-loop.md says why.

import CLinux
import Dispatch
import Glibc

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

/// Watches descriptors; all that it calls, it calls on its own serial queue.
///
/// State is confined to that queue, which is what makes the type safe to share.
@safe package final class EventLoop: @unchecked Sendable {
    private static let batchSize = 256
    private static let batchesPerWake = 16
    private static let tickMilliseconds = 500

    let queue: DispatchQueue
    private let epoll: Int32
    private var source: (any DispatchSourceRead)?
    private var timer: (any DispatchSourceTimer)?
    private var handlers: [UInt64: any EventHandler] = [:]
    private var nextToken: UInt64 = 0
    private var batch = unsafe [epoll_event](repeating: epoll_event(), count: EventLoop.batchSize)
    /// The thread that Dispatch lent the loop last.
    private var thread = pthread_t()
    /// Where all connections of the loop read into, one after the other.
    var scratch = [UInt8](repeating: 0, count: 1 << 17)

    /// - Throws: when the system has no descriptor left.
    package init(name: String) throws(SystemError) {
        queue = DispatchQueue(label: name)
        epoll = epoll_create1(O_CLOEXEC)
        guard epoll >= 0 else { throw SystemError("epoll_create1") }
        let source = DispatchSource.makeReadSource(fileDescriptor: epoll, queue: queue)
        source.setEventHandler { self.drain() }
        source.setCancelHandler { [epoll] in _ = close(epoll) }
        self.source = source
        let timer = DispatchSource.makeTimerSource(queue: queue)
        timer.schedule(
            deadline: .now() + .milliseconds(Self.tickMilliseconds), repeating: .milliseconds(Self.tickMilliseconds),
            leeway: .milliseconds(100))
        timer.setEventHandler { self.tick() }
        self.timer = timer
        source.activate()
        timer.activate()
    }

    /// Ends the loop.
    ///
    /// Called on the loop, when nothing is watched any more.
    package func stop() {
        source?.cancel()
        timer?.cancel()
        (source, timer) = (nil, nil)
    }

    /// Runs `work` on the loop after a while.
    package func async(afterMilliseconds delay: Int, _ work: @escaping @Sendable () -> Void) {
        queue.asyncAfter(deadline: .now() + .milliseconds(delay), execute: work)
    }

    /// Runs `work` on the loop.
    package func async(_ work: @escaping @Sendable () -> Void) {
        queue.async(execute: work)
    }

    /// Nanoseconds of a clock that never goes back.
    package static var now: UInt64 {
        DispatchTime.now().uptimeNanoseconds
    }

    /// Watches a descriptor until it is forgotten, and returns the token that stands for it.
    func watch(_ descriptor: Int32, _ events: ReadyEvents, _ handler: any EventHandler) -> UInt64 {
        // A token, not the descriptor: a batch may hold events of one that was closed and given out again meanwhile.
        nextToken += 1
        handlers[nextToken] = handler
        control(EPOLL_CTL_ADD, descriptor, events, nextToken)
        return nextToken
    }

    func update(_ descriptor: Int32, _ events: ReadyEvents, token: UInt64) {
        control(EPOLL_CTL_MOD, descriptor, events, token)
    }

    func forget(_ descriptor: Int32, token: UInt64) {
        handlers[token] = nil
        control(EPOLL_CTL_DEL, descriptor, [], token)
    }

    private func control(_ operation: Int32, _ descriptor: Int32, _ events: ReadyEvents, _ token: UInt64) {
        var event = unsafe epoll_event()
        unsafe event.events = events.rawValue
        unsafe event.data.u64 = token
        _ = unsafe epoll_ctl(epoll, operation, descriptor, &event)
    }

    /// Hands out events until there are none, or others on the queue have waited long enough.
    private func drain() {
        let current = pthread_self()
        if current != thread {
            thread = current
            ThreadPriority.stepForward()
        }
        for _ in 0..<Self.batchesPerWake {
            let count = unsafe epoll_wait(epoll, &batch, Int32(Self.batchSize), 0)
            guard count > 0 else { return }
            for index in 0..<Int(count) {
                let token = unsafe batch[index].data.u64
                handlers[token]?.ready(ReadyEvents(rawValue: unsafe batch[index].events))
            }
        }
    }

    private func tick() {
        let now = Self.now
        for handler in Array(handlers.values) { handler.tick(now) }
    }
}
