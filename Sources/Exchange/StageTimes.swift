// How long each stage of processing a request took.

/// A part of the processing of a request; one follows the other.
package enum Stage: String, Sendable {
    /// From the bytes of the body to a request.
    case read
    /// Checks it and states what it costs.
    case plan
    /// Evaluates losses, and weights them.
    case evaluate
    /// Writes the answer.
    case write
    /// Compresses it.
    case compress
}

/// When the stages of a request began and ended.
///
/// Empty, and next to free, for the many requests that nobody wants to know it of.
package struct StageTimes: Sendable {
    /// One stage, in nanoseconds of the monotonic clock.
    package struct Entry: Sendable {
        package let stage: Stage
        package let start: UInt64
        package fileprivate(set) var end: UInt64
    }

    /// The stages in the order in which they began; a stage can occur more than once.
    package private(set) var entries: [Entry] = []
    /// Whether anything is measured.
    package let isWanted: Bool
    private var isOpen = false

    /// - Parameter isWanted: whether anything is measured.
    package init(isWanted: Bool) {
        self.isWanted = isWanted
    }

    /// Ends the stage that is under way, and begins another; nothing happens if it is that one already.
    package mutating func begin(_ stage: Stage) {
        guard isWanted else { return }
        if isOpen, entries.last?.stage == stage { return }
        let now = MonotonicClock.nanoseconds
        close(now)
        entries.append(Entry(stage: stage, start: now, end: now))
        isOpen = true
    }

    /// Ends the stage that is under way, where there is one.
    package mutating func end() {
        guard isOpen else { return }
        close(MonotonicClock.nanoseconds)
    }

    private mutating func close(_ now: UInt64) {
        if isOpen { entries[entries.count - 1].end = now }
        isOpen = false
    }
}
