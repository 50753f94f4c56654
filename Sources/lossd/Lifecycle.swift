// A serving process from ready to its end: signals, draining, exit.

import Dispatch
import Glibc
import HTTP1
import Synchronization
import Transport

/// What signals do to a server.
final class Lifecycle: Sendable {
    private let delaySeconds: Double
    private let drainSeconds: Double
    private let atEnd: @Sendable () -> Void
    private let isStopping = Atomic(false)
    private let hasEnded = Atomic(false)
    private let queue = DispatchQueue(label: "lossd.lifecycle")

    /// Blocks signals from here on, so that one that arrives while the server starts is not lost.
    ///
    /// Must be made before the first thread, which would take a signal the default way.
    ///
    /// - Parameters:
    ///   - delaySeconds: how long the server goes on listening after the first signal.
    ///   - drainSeconds: how long answers under way may take after it.
    ///   - atEnd: what is left to do before the process ends by itself.
    init(delaySeconds: Double, drainSeconds: Double, atEnd: @escaping @Sendable () -> Void = {}) {
        self.delaySeconds = delaySeconds
        self.drainSeconds = drainSeconds
        self.atEnd = atEnd
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
        var signals = Self.signals
        var number: Int32 = 0
        while true {
            guard unsafe sigwait(&signals, &number) == 0 else { continue }
            if number == SIGHUP { reload() } else { stop(server) }
        }
    }

    private func stop(_ server: Server) {
        guard !isStopping.exchange(true, ordering: .relaxed) else { _exit(1) }
        ServiceManager.notify("STOPPING=1")
        if delaySeconds > 0 { server.stopSoon() }
        queue.asyncAfter(deadline: .now() + delaySeconds) {
            server.drain { self.end(0) }
        }
        // Even without patience, a server that has nothing to wait for gets the moment to find that out.
        queue.asyncAfter(deadline: .now() + max(drainSeconds, delaySeconds + 0.3)) { self.end(1) }
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
