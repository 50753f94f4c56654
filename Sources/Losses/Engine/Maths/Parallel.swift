// Long loops on all processors, in parts that do not depend on how many there are.

import Dispatch
import Glibc
import Synchronization

/// Work that falls into parts.
package enum Parallel {
    /// The elements of a part: above as many, other processors help.
    static let partSize = 1 << 15

    /// Called by a thread that helps with a part of another thread's work.
    private static let preparation = Mutex<(@Sendable () -> Void)?>(nil)

    /// Has every thread that helps another one call `body` first; the thread that asked for help does not.
    package static func beforeHelping(_ body: @escaping @Sendable () -> Void) {
        preparation.withLock { $0 = body }
    }

    /// Runs `body` for each part of `range`, at the same time where there are processors.
    ///
    /// - Parameters:
    ///   - range: what is to be done.
    ///   - size: how large a part is; a range of two parts and more is worth other threads.
    ///   - body: does a part; parts touch nothing that another changes.
    /// - Returns: what each part answers, in their order.
    static func map<Answer>(
        _ range: Range<Int>, size: Int, _ body: (Range<Int>) -> Answer
    ) -> [Answer] {
        let parts = (range.count + size - 1) / max(size, 1)
        @Sendable func part(_ index: Int) -> Range<Int> {
            let start = range.lowerBound + index * size
            return start..<min(start + size, range.upperBound)
        }
        guard parts > 1 else { return range.isEmpty ? [] : [body(range)] }
        let (caller, prepare) = (pthread_self(), preparation.withLock { $0 })
        return withoutActuallyEscaping(body) { body in
            unsafe [Answer](unsafeUninitializedCapacity: parts) { answers, count in
                // Every part has a place of its own.
                nonisolated(unsafe) let (answers, body) = unsafe (answers, body)
                DispatchQueue.concurrentPerform(iterations: parts) { index in
                    if let prepare, pthread_equal(pthread_self(), caller) == 0 { prepare() }
                    unsafe (answers.baseAddress.unsafelyUnwrapped + index).initialize(to: body(part(index)))
                }
                count = parts
            }
        }
    }
}
