// Long loops on all processors, in parts that do not depend on how many there are.

import Dispatch

/// Work that falls into parts.
package enum Parallel {
    /// The elements of a part: from twice as many on other processors help.
    static let partSize = 1 << 15

    /// Is called by a thread that does a part, before it does.
    nonisolated(unsafe) private static var begin: @Sendable () -> Void = {}

    /// Has every thread that does a part call `body` before; said once, before there is any work.
    package static func beforeParts(_ body: @escaping @Sendable () -> Void) {
        unsafe begin = body
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
        return withoutActuallyEscaping(body) { body in
            unsafe [Answer](unsafeUninitializedCapacity: parts) { answers, count in
                // Every part has a place of its own.
                nonisolated(unsafe) let (answers, body) = unsafe (answers, body)
                DispatchQueue.concurrentPerform(iterations: parts) { index in
                    unsafe begin()
                    unsafe (answers.baseAddress.unsafelyUnwrapped + index).initialize(to: body(part(index)))
                }
                count = parts
            }
        }
    }
}
