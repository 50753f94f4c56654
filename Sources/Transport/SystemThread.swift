// Threads of the system, made when the process starts so that none is missing later.

import CLinux

/// Starts threads.
enum SystemThread {
    /// What a thread does.
    private final class Body: Sendable {
        let run: @Sendable () -> Void

        init(_ run: @escaping @Sendable () -> Void) {
            self.run = run
        }
    }

    /// As much as the main thread of many systems has, of which only what is used takes memory.
    private static let stackBytes = 2 << 20

    /// Runs `body` on a thread of its own, which ends with it.
    ///
    /// - Throws: when the system has no thread left.
    static func start(_ body: @escaping @Sendable () -> Void) throws(SystemError) {
        let body = unsafe Unmanaged.passRetained(Body(body))
        let code = unsafe lossd_start_thread(
            { argument in
                if let argument = unsafe argument {
                    unsafe Unmanaged<Body>.fromOpaque(argument).takeRetainedValue().run()
                }
                return nil
            }, body.toOpaque(), stackBytes)
        guard code == 0 else {
            unsafe body.release()
            throw SystemError("cannot start a thread", code: code)
        }
    }
}
