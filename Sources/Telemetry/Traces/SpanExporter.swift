// Spans on their way to a collector: they wait in a bounded queue, and are sent from a thread of their own.

import Dispatch
import Exchange
import Synchronization

/// Sends spans in batches; never in the way of a request.
package final class SpanExporter: Sendable {
    /// What became of a batch.
    package enum Outcome: Sendable, Equatable {
        /// The collector took it, but for so many spans.
        case taken(rejected: Int)
        /// It may take it later, after so many seconds if it says when.
        case later(reason: String, afterSeconds: Double?)
        /// It will never take it.
        case refused(reason: String)
    }

    private struct Queue {
        var spans: [ServerSpan] = []
        /// How many spans these are, the parts of requests included.
        var count = 0
        var exported = 0
        var dropped = 0
        /// Whether some were dropped since the thread that sends has looked, since too many waited.
        var isFull = false
        var isStopping = false
    }

    private let settings: TraceSettings
    private let text: SpanText
    private let send: @Sendable ([UInt8]) -> Outcome
    private let report: @Sendable (String) -> Void
    private let queue = Mutex(Queue())
    /// There is something to do for the thread that sends.
    private let wakeUp = DispatchSemaphore(value: 0)
    private let hasFinished = DispatchSemaphore(value: 0)

    /// How often a batch is sent at most.
    private static let attempts = 5
    /// The longest wait before another attempt.
    private static let longestWait = 30.0

    /// - Parameters:
    ///   - settings: where spans are sent, and how many wait.
    ///   - version: the version of the program.
    ///   - send: sends a body to the collector, and may take its time.
    ///   - report: tells an operator what does not work, or works again.
    package init(
        _ settings: TraceSettings, version: String, send: @escaping @Sendable ([UInt8]) -> Outcome,
        report: @escaping @Sendable (String) -> Void
    ) {
        (self.settings, self.send, self.report) = (settings, send, report)
        text = SpanText(settings.resource, version: version)
    }

    /// How many spans were taken by the collector, and how many lost.
    package var counts: (exported: Int, dropped: Int) {
        queue.withLock { ($0.exported, $0.dropped) }
    }

    /// Has a span sent soon; drops it where too many wait.
    package func add(_ span: ServerSpan) {
        let isEnough = queue.withLock { queue in
            guard queue.count + span.count <= settings.queueSize else {
                queue.dropped += span.count
                queue.isFull = true
                return false
            }
            let wasFew = queue.count < settings.batchSize
            queue.spans.append(span)
            queue.count += span.count
            return wasFew && queue.count >= settings.batchSize
        }
        if isEnough { wakeUp.signal() }
    }

    /// Sends what comes, until `finish`; does not return before.
    package func run() {
        var reports = Reports()
        var flushTime = MonotonicClock.nanoseconds + delay
        while true {
            let now = MonotonicClock.nanoseconds
            if now < flushTime { _ = wakeUp.wait(timeout: .now() + .nanoseconds(Int(flushTime - now))) }
            // Full batches at once, what is left when it has waited long enough.
            let isDue = isStopping || MonotonicClock.nanoseconds >= flushTime
            while let (spans, count) = next(isWhole: isDue) { deliver(spans, count, &reports) }
            noteFull(&reports)
            if isDue { flushTime = MonotonicClock.nanoseconds + delay }
            if isStopping { break }
        }
        hasFinished.signal()
    }

    private var delay: UInt64 { UInt64(settings.delaySeconds * 1e9) }

    /// Sends what waits, before the process ends.
    ///
    /// - Parameter seconds: how long that may take.
    package func finish(within seconds: Double = 2) {
        queue.withLock { $0.isStopping = true }
        wakeUp.signal()
        _ = hasFinished.wait(timeout: .now() + seconds)
    }

    private var isStopping: Bool {
        queue.withLock { $0.isStopping }
    }

    /// The next batch; `nil` where nothing waits, or less than a batch and not all of it is wanted.
    private func next(isWhole: Bool) -> (spans: [ServerSpan], count: Int)? {
        queue.withLock { queue in
            guard !queue.spans.isEmpty, isWhole || queue.count >= settings.batchSize else { return nil }
            var (end, count) = (0, 0)
            // One request more than fits, if it is the only one.
            while end < queue.spans.count, end == 0 || count + queue.spans[end].count <= settings.batchSize {
                count += queue.spans[end].count
                end += 1
            }
            defer {
                queue.spans.removeSubrange(..<end)
                queue.count -= count
            }
            return (Array(queue.spans[..<end]), count)
        }
    }

    /// What an operator was told and what not.
    private struct Reports {
        var isFailing = false
        var isFull = false
    }

    private func deliver(_ spans: [ServerSpan], _ count: Int, _ reports: inout Reports) {
        let body = text.body(spans)
        for attempt in 1...Self.attempts {
            switch send(body) {
            case .taken(let rejected):
                let lost = min(max(rejected, 0), count)
                queue.withLock {
                    $0.exported += count - lost
                    $0.dropped += lost
                }
                // Who reads it finds them counted.
                if reports.isFailing { report("traces are sent to \(settings.endpoint) again") }
                reports.isFailing = false
                return
            case .later(let reason, let seconds):
                noteFailure(reason, &reports)
                guard attempt < Self.attempts, !isStopping else { break }
                pause(min(seconds ?? Double(1 << (attempt - 1)), Self.longestWait))
                continue
            case .refused(let reason): noteFailure(reason, &reports)
            }
            break
        }
        queue.withLock { $0.dropped += count }
    }

    /// Waits some seconds, or until the process ends; what comes meanwhile stays in the queue.
    private func pause(_ seconds: Double) {
        let end = MonotonicClock.nanoseconds + UInt64(seconds * 1e9)
        while !isStopping {
            let now = MonotonicClock.nanoseconds
            guard now < end else { return }
            _ = wakeUp.wait(timeout: .now() + .nanoseconds(Int(end - now)))
        }
    }

    /// Says once that spans are not taken, and not again before they are.
    private func noteFailure(_ reason: String, _ reports: inout Reports) {
        if !reports.isFailing { report("traces cannot be sent to \(settings.endpoint): \(reason)") }
        reports.isFailing = true
    }

    /// Says once that spans are dropped because too many wait, and not again before a round without.
    private func noteFull(_ reports: inout Reports) {
        let isFull = queue.withLock { queue in
            defer { queue.isFull = false }
            return queue.isFull
        }
        if isFull, !reports.isFull {
            report("spans are dropped: more than OTEL_BSP_MAX_QUEUE_SIZE (\(settings.queueSize)) wait")
        }
        reports.isFull = isFull
    }
}
