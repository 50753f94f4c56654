// The access log: a line for each request, written where nobody waits for it.

import Dispatch
import Synchronization

/// Collects lines and writes them in batches on a thread of their own.
package final class AccessLog: Sendable {
    /// Lines that may wait; who reads so slowly that there are more loses some, and is told how many.
    private static let limit = 10_000

    private struct Pending {
        var lines: [String] = []
        var dropped = 0
        var isScheduled = false
    }

    private let format: AccessEntry.Format
    private let write: @Sendable ([UInt8]) -> Void
    private let pending = Mutex(Pending())
    private let queue = DispatchQueue(label: "lossd.log")

    /// - Parameters:
    ///   - format: how a line is written.
    ///   - write: writes bytes, and may take its time.
    package init(_ format: AccessEntry.Format, write: @escaping @Sendable ([UInt8]) -> Void) {
        self.format = format
        self.write = write
    }

    package func log(_ entry: AccessEntry) {
        add(entry.line(format))
    }

    /// Logs what is no request: what happened, and to whom.
    ///
    /// `event` and `reason` are words of the program and its libraries, not of a client.
    package func warn(_ event: String, remote: String, reason: String) {
        let time = Timestamp(ProcessStatistics.now).description
        add(
            format == .text
                ? "\(time) \(event), \(remote): \(reason)"
                : #"{"ts":"\#(time)","level":"warning","msg":"\#(event)","reason":"\#(reason)","remote":"\#(remote)"}"#)
    }

    private func add(_ line: String) {
        let isFirst = pending.withLock { pending in
            if pending.lines.count < Self.limit { pending.lines.append(line) } else { pending.dropped += 1 }
            defer { pending.isScheduled = true }
            return !pending.isScheduled
        }
        if isFirst { queue.async { self.flush() } }
    }

    /// Whether no line waits that nobody has taken yet.
    var isIdle: Bool {
        pending.withLock { $0.lines.isEmpty }
    }

    /// Writes what waits, before the process ends.
    package func finish() {
        queue.sync { flush() }
    }

    private func flush() {
        let (lines, dropped) = pending.withLock { pending in
            defer { pending = Pending() }
            return (pending.lines, pending.dropped)
        }
        var text = lines.map { $0 + "\n" }.joined()
        if dropped > 0 { text += droppedLine(dropped) + "\n" }
        if !text.isEmpty { write(Array(text.utf8)) }
    }

    private func droppedLine(_ count: Int) -> String {
        let time = Timestamp(ProcessStatistics.now).description
        return format == .text
            ? "\(time) \(count) lines were dropped: the log is read too slowly"
            : #"{"ts":"\#(time)","level":"warning","msg":"log lines dropped","count":\#(count)}"#
    }
}
