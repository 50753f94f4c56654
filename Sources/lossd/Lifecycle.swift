// A serving process from ready to its end: signals, draining, exit.

import Glibc
import HTTP1
import Synchronization
import Transport

/// What signals do to a server.
final class Lifecycle: Sendable {
    private let delaySeconds: Double
    private let drainSeconds: Double
    /// What is left to do before the process ends by itself.
    private let atEnd: @Sendable () -> Void
    private let isStopping = Atomic(false)
    private let hasEnded = Atomic(false)

    /// - Parameters:
    ///   - delaySeconds: how long the server goes on listening after the first signal.
    ///   - drainSeconds: how long answers under way may take after it.
    ///   - atEnd: what is left to do before the process ends by itself.
    init(delaySeconds: Double, drainSeconds: Double, atEnd: @escaping @Sendable () -> Void = {}) {
        self.delaySeconds = delaySeconds
        self.drainSeconds = drainSeconds
        self.atEnd = atEnd
    }

    /// Blocks signals from here on, so that one that arrives while the server starts is not lost.
    ///
    /// Called before the first thread is made, which would take a signal the default way.
    static func blockSignals() {
        var signals = Self.signals
        _ = unsafe pthread_sigmask(SIG_BLOCK, &signals, nil)
        // A closed standard error must not end the process.
        signal(SIGPIPE, SIG_IGN)
    }

    /// Whether new work is wanted.
    var isReady: Bool {
        !isStopping.load(ordering: .relaxed)
    }

    /// Waits for signals; does not return.
    ///
    /// - Parameters:
    ///   - server: stops at the first signal that means the end.
    ///   - reload: what SIGHUP does.
    func run(_ server: Server, reload: () -> Void) -> Never {
        var plans: [(time: UInt64, action: @Sendable () -> Void)] = []
        while true {
            switch Self.nextSignal(until: plans.map(\.time).min()) {
            case SIGHUP: reload()
            case SIGTERM, SIGINT: plans += stop(server)
            default:
                let now = EventLoop.now
                let due = plans.filter { $0.time <= now }
                plans.removeAll { $0.time <= now }
                for plan in due { plan.action() }
            }
        }
    }

    /// The next signal; `nil` when none comes until then.
    private static func nextSignal(until time: UInt64?) -> Int32? {
        var signals = Self.signals
        var number: Int32 = 0
        guard let time else { return unsafe sigwait(&signals, &number) == 0 ? number : nil }
        let now = EventLoop.now
        let rest = time > now ? time - now : 0
        var limit = timespec(tv_sec: Int(rest / 1_000_000_000), tv_nsec: Int(rest % 1_000_000_000))
        number = unsafe sigtimedwait(&signals, nil, &limit)
        return number > 0 ? number : nil
    }

    /// Begins to stop, and returns what is to be done when.
    private func stop(_ server: Server) -> [(time: UInt64, action: @Sendable () -> Void)] {
        guard !isStopping.exchange(true, ordering: .relaxed) else {
            server.removeSocketFiles()
            _exit(1)
        }
        ServiceManager.notify("STOPPING=1")
        if delaySeconds > 0 { server.stopSoon() }
        let now = EventLoop.now
        // Even without patience, a server that has nothing to wait for gets the moment to find that out.
        let end = max(drainSeconds, delaySeconds + 0.3)
        return [
            (now + UInt64(delaySeconds * 1e9), { server.drain { self.end(0) } }),
            (
                now + UInt64(end * 1e9),
                {
                    server.removeSocketFiles()
                    self.end(1)
                }
            ),
        ]
    }

    /// Exits, once: with 0 when everything was answered.
    private func end(_ status: Int32) {
        guard !hasEnded.exchange(true, ordering: .relaxed) else { return }
        if status != 0 {
            StandardStreams.printErrorLine(Array("lossd: answers still under way after \(drainSeconds) s".utf8))
        }
        atEnd()
        // Not exit: it would clean OpenSSL up under loops that may still use it.
        _exit(status)
    }

    /// The signals that mean something here.
    private static var signals: sigset_t {
        var signals = sigset_t()
        unsafe sigemptyset(&signals)
        for number in [SIGTERM, SIGINT, SIGHUP] { unsafe sigaddset(&signals, number) }
        return signals
    }
}
