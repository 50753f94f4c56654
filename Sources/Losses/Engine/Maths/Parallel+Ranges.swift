// Long loops on all processors, in parts of one size.

import Parallelism

extension Parallel {
    /// Runs `body` for each part of `range`, at the same time where there are processors.
    ///
    /// - Parameters:
    ///   - range: what is to be done.
    ///   - size: how large a part is; a range of two parts and more is worth other threads.
    ///   - body: does a part; parts touch nothing that another changes.
    /// - Returns: what each part answers, in their order.
    static func map<Answer>(_ range: Range<Int>, size: Int, _ body: (Range<Int>) -> Answer) -> [Answer] {
        let parts = (range.count + size - 1) / max(size, 1)
        guard parts > 1 else { return range.isEmpty ? [] : [body(range)] }
        return unsafe [Answer](unsafeUninitializedCapacity: parts) { answers, count in
            // Every part has a place of its own.
            nonisolated(unsafe) let answers = unsafe answers
            run(parts) { index in
                let start = range.lowerBound + index * size
                let part = start..<min(start + size, range.upperBound)
                unsafe (answers.baseAddress.unsafelyUnwrapped + index).initialize(to: body(part))
            }
            count = parts
        }
    }
}
