// The access log: a line for each request, written on a thread of its own.

import Exchange
import Dispatch
import Synchronization

/// Collects lines and writes them in batches on a thread of their own.
package final class AccessLog: Sendable {
    /// Lines that may wait; if the log's reader falls behind by more, lines are dropped and their number is logged.
    private static let limit = 10_000

    private struct Pending {
        var lines: [String] = []
        var dropped = 0
        var isScheduled = false
        /// Whether the last line that was written was cut.
        var isBroken = false
    }

    private let format: AccessEntry.Format
    private let write: @Sendable ([UInt8]) -> Int
    private let pending = Mutex(Pending())
    /// Has something done on the thread of the log.
    private let schedule: @Sendable (@escaping @Sendable () -> Void) -> Void

    /// - Parameters:
    ///   - format: how a line is written.
    ///   - schedule: has something done on one other thread, one after another.
    ///   - write: writes bytes, and may take its time; returns how many were written.
    package init(
        _ format: AccessEntry.Format, schedule: @escaping @Sendable (@escaping @Sendable () -> Void) -> Void,
        write: @escaping @Sendable ([UInt8]) -> Int
    ) {
        self.schedule = schedule
        self.format = format
        self.write = write
    }

    package func log(_ entry: AccessEntry) {
        add(entry.line(format))
    }

    /// Logs an event that is not a request.
    ///
    /// `event` and `reason` are texts of the program and its libraries, not of a client.
    package func warn(_ event: String, remote: String, reason: String) {
        let time = Timestamp(WallClock.seconds).description
        add(
            format == .text
                ? "\(time) \(event), \(remote): \(reason)"
                : #"{"ts":"\#(time)","level":"warning","msg":"\#(event)","reason":"\#(JSONText.escaped(reason))","#
                    + #""remote":"\#(remote)"}"#)
    }

    private func add(_ line: String) {
        let isFirst = pending.withLock { pending in
            if pending.lines.count < Self.limit { pending.lines.append(line) } else { pending.dropped += 1 }
            defer { pending.isScheduled = true }
            return !pending.isScheduled
        }
        if isFirst { schedule { self.flush() } }
    }

    /// Whether no line waits to be written.
    var isIdle: Bool {
        pending.withLock { $0.lines.isEmpty }
    }

    /// Writes what waits, before the process ends.
    ///
    /// - Parameter seconds: how long that may take; the reader of the log may have stopped reading.
    /// - Returns: whether all of it was written.
    @discardableResult
    package func finish(within seconds: Double = 1) -> Bool {
        let done = DispatchSemaphore(value: 0)
        schedule {
            self.flush()
            done.signal()
        }
        return done.wait(timeout: .now() + seconds) == .success
    }

    private func flush() {
        let (lines, dropped, isBroken) = pending.withLock { pending in
            defer { pending = Pending() }
            return (pending.lines, pending.dropped, pending.isBroken)
        }
        guard !lines.isEmpty || dropped > 0 else { return }
        // After a line that was written in part, the next one begins on a line of its own.
        var batch: [UInt8] = isBroken ? [UInt8(ascii: "\n")] : []
        var ends: [Int] = []
        for line in dropped > 0 ? lines + [droppedLine(dropped)] : lines {
            batch.append(contentsOf: line.utf8)
            batch.append(UInt8(ascii: "\n"))
            ends.append(batch.count)
        }
        let written = write(batch)
        guard written < batch.count else { return }
        // The disk may be full, or the reader gone: how much was lost is said as soon as something can be written.
        let whole = ends.prefix { $0 <= written }
        let isCut = written > 0 && batch[written - 1] != UInt8(ascii: "\n")
        pending.withLock { pending in
            pending.dropped += lines.count - min(whole.count, lines.count) + dropped
            pending.isBroken = isCut || (isBroken && written == 0)
        }
    }

    private func droppedLine(_ count: Int) -> String {
        let time = Timestamp(WallClock.seconds).description
        return format == .text
            ? "\(time) \(count) lines were dropped: the log is read too slowly, or could not be written"
            : #"{"ts":"\#(time)","level":"warning","msg":"log lines dropped","count":\#(count)}"#
    }
}
