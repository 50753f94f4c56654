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

    /// Makes a list that the parts of `range` fill in, and maps them.
    ///
    /// - Parameters:
    ///   - count: how many numbers the list has, 0 for one that is not wanted.
    ///   - range: what is to be done.
    ///   - size: how large a part is.
    ///   - body: does a part, with the address of the first number of the list, `nil` for a list of none. Every number
    ///     must be filled in by exactly one part.
    /// - Returns: the list, and what each part answers, in their order.
    static func fill<Number: LossScalar, Answer>(
        _ count: Int, over range: Range<Int>, size: Int, _ body: (Range<Int>, UnsafeMutablePointer<Number>?) -> Answer
    ) -> (numbers: [Number], answers: [Answer]) {
        var answers: [Answer] = []
        // A capacity of at least 1: the empty array is shared, and setting its count would be a data race.
        let numbers = unsafe [Number](unsafeUninitializedCapacity: max(1, count)) { target, filled in
            // The parts have numbers of their own.
            nonisolated(unsafe) let target = count > 0 ? target.baseAddress : nil
            answers = map(range, size: size) { unsafe body($0, target) }
            filled = count
        }
        return (numbers, answers)
    }
}
