// What the access log says, and that no request waits for it.

import Dispatch
import Exchange
import Glibc
import Synchronization
@testable import Telemetry
import Testing

@Suite("The access log")
struct AccessLogTests {
    /// Collects what is written.
    private final class Paper: Sendable {
        let bytes = Mutex<[UInt8]>([])
        var text: String { bytes.withLock { String(decoding: $0, as: UTF8.self) } }
    }

    /// A log whose lines a function takes, always all of them.
    private static func log(
        _ format: AccessEntry.Format, _ write: @escaping @Sendable ([UInt8]) -> Void
    ) -> AccessLog {
        let queue = DispatchQueue(label: "log")
        return AccessLog(format, schedule: { queue.async(execute: $0) }) { bytes in
            write(bytes)
            return bytes.count
        }
    }

    private static func entry(_ requestID: String = "abc", trace: TraceSpan? = nil, status: Int = 200)
        -> AccessEntry
    {
        AccessEntry(
            requestID: requestID, trace: trace, method: "POST", route: "/v1/evaluate", status: status,
            duration: 0.0012345, receivedBytes: 10, sentBytes: 20, remote: "127.0.0.1:5")
    }

    @Test("a line holds what happened, in text or as JSON")
    func lines() {
        #expect(
            Self.entry().line(.text).hasSuffix("Z POST /v1/evaluate 200 1.235 ms, 10 B in, 20 B out, 127.0.0.1:5 abc"))
        let trace = TraceSpan(traceID: "0af7", spanID: "b7ad", parentID: nil, isSampled: false)
        let expected =
            #"Z","level":"error","msg":"request","request_id":"abc","trace_id":"0af7","span_id":"b7ad","method":"POST","#
            + #""route":"/v1/evaluate","status":503,"duration_ms":1.235,"bytes_in":10,"bytes_out":20,"#
            + #""remote":"127.0.0.1:5"}"#
        #expect(Self.entry(trace: trace, status: 503).line(.json).hasSuffix(expected))
        #expect(Self.entry(status: 404).line(.json).contains(#""level":"warning""#))
    }

    @Test("all lines are written, in order, before the process ends")
    func order() {
        let paper = Paper()
        let log = Self.log(.text) { bytes in
            paper.bytes.withLock { $0 += bytes }
        }
        for index in 0..<5_000 { log.log(Self.entry("r\(index)")) }
        log.finish()
        let lines = paper.text.split(separator: "\n")
        #expect(lines.count == 5_000)
        #expect(lines.enumerated().allSatisfy { $1.hasSuffix(" r\($0)") })
    }

    @Test("lines that could not be written are counted, and their number is logged when one can")
    func fullDisk() {
        let paper = Paper()
        let isFull = Atomic(true)
        let queue = DispatchQueue(label: "log")
        let log = AccessLog(.json, schedule: { queue.async(execute: $0) }) { bytes in
            if isFull.load(ordering: .relaxed) { return 0 }
            paper.bytes.withLock { $0 += bytes }
            return bytes.count
        }
        for index in 0..<3 {
            log.log(Self.entry("r\(index)"))
            log.finish()
        }
        #expect(paper.text.isEmpty)
        isFull.store(false, ordering: .relaxed)
        log.log(Self.entry("after"))
        log.finish()
        let lines = paper.text.split(separator: "\n")
        #expect(lines.count == 2 && lines[0].contains(#""request_id":"after""#))
        #expect(lines[1].contains(#""msg":"log lines dropped","count":3"#))
    }

    @Test("a line that was written in part is counted, and the next one begins on its own", arguments: 1...9)
    func cutLine(tenths: Int) throws {
        let paper = Paper()
        let isFirst = Atomic(true)
        let (gate, arrival) = (DispatchSemaphore(value: 0), DispatchSemaphore(value: 0))
        let queue = DispatchQueue(label: "log")
        // The first batch is one line; the second has three, of which a part is written.
        let count = Atomic(0)
        let log = AccessLog(.json, schedule: { queue.async(execute: $0) }) { bytes in
            if isFirst.exchange(false, ordering: .relaxed) {
                arrival.signal()
                gate.wait()
            }
            let number = count.add(1, ordering: .relaxed).newValue
            let part = number == 2 ? bytes.count * tenths / 10 : bytes.count
            paper.bytes.withLock { $0 += bytes[..<part] }
            return part
        }
        log.log(Self.entry("first"))
        arrival.wait()
        for index in 0..<3 { log.log(Self.entry("r\(index)")) }
        gate.signal()
        log.finish()
        log.log(Self.entry("after"))
        log.finish()
        let lines = paper.text.split(separator: "\n").map(String.init)
        let whole = lines.filter { $0.hasPrefix("{") && $0.hasSuffix("}") }
        let written = whole.count { $0.contains(#""request_id":"r"#) }
        #expect(whole.contains { $0.contains(#""request_id":"after""#) })
        #expect(whole.contains { $0.contains(#""msg":"log lines dropped","count":\#(3 - written)"#) })
        #expect(lines.count - whole.count <= 1)
    }

    @Test("a reader that is too slow loses lines, and their number is logged; no request waits")
    func slowReader() {
        let paper = Paper()
        let gate = DispatchSemaphore(value: 0)
        let log = Self.log(.json) { bytes in
            gate.wait()
            paper.bytes.withLock { $0 += bytes }
        }
        log.log(Self.entry("first"))
        // Until the first line is taken, after which what follows waits.
        while !log.isIdle { usleep(1000) }
        for index in 0..<10_500 { log.log(Self.entry("r\(index)")) }
        for _ in 0..<4 { gate.signal() }
        log.finish()
        #expect(paper.text.contains(#""msg":"log lines dropped","count":500}"#))
        #expect(paper.text.split(separator: "\n").count == 10_002)
    }

    @Test(
        "times are those of the calendar",
        arguments: [
            (0.0, "1970-01-01T00:00:00.000Z"), (951_782_399.5, "2000-02-28T23:59:59.500Z"),
            (951_782_400, "2000-02-29T00:00:00.000Z"), (1_709_164_800, "2024-02-29T00:00:00.000Z"),
            (1_735_689_599.999, "2024-12-31T23:59:59.999Z"), (1_763_917_929.123, "2025-11-23T17:12:09.123Z"),
            (4_107_542_400, "2100-03-01T00:00:00.000Z"),
        ])
    func times(seconds: Double, text: String) {
        #expect(Timestamp(seconds).description == text)
    }

    @Test("a reader that does not read keeps the process from ending for a moment only")
    func stuckReader() {
        let isStuck = DispatchSemaphore(value: 0)
        let log = Self.log(.text) { _ in isStuck.wait() }
        log.log(
            AccessEntry(
                requestID: "r", method: "GET", route: "/", status: 200, duration: 0, receivedBytes: 0, sentBytes: 0,
                remote: ""))
        #expect(!log.finish(within: 0.05))
        for _ in 0..<4 { isStuck.signal() }
        #expect(log.finish(within: 10))
    }

    @Test("a reason with quotes and line breaks is one line of JSON")
    func escapedReason() throws {
        let lines = Mutex<[UInt8]>([])
        let log = Self.log(.json) { bytes in lines.withLock { $0 += bytes } }
        log.warn("TLS handshake failed", remote: "r", reason: "a \"b\" \\ c\nd")
        log.finish()
        let text = String(decoding: lines.withLock { $0 }, as: UTF8.self)
        #expect(text.contains(#""reason":"a \"b\" \\ c\u000ad""#) && text.split(separator: "\n").count == 1)
    }
}
