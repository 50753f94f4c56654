// A dialogue without a socket and without a clock: tests say what happens and when.

import Exchange
@testable import HTTP1
import Synchronization

/// Drives a dialogue as a connection does, and keeps what it asks for.
final class DrivenDialogue {
    private var dialogue: Dialogue
    /// The time, in nanoseconds.
    private(set) var now: UInt64 = 1_000_000_000
    /// What the dialogue asked for since this was emptied: `200`, `503 close`, `continue`, `pause`, `shutdown`, `close`,
    /// `read`, `stop reading`, `start`.
    private(set) var actions: [String] = []
    /// The bodies that were written.
    private(set) var bodies: [String] = []
    /// Whether the client reads all that is written to it at once.
    var reads = true
    /// How long it takes to process a request and to write its answer.
    var secondsToAnswer = 0.0
    /// Bytes that the client has not read.
    private var unsent = 0
    private var lastWrite: UInt64 = 0
    /// Background jobs that were started.
    private(set) var jobs: [BackgroundWork] = []
    private var isClosed = false

    init(
        _ application: Application, _ limits: ServerLimits = ServerLimits(), admission: Admission? = nil
    ) {
        dialogue = Dialogue(application, limits, admission ?? Admission(limits), remote: "test", now: now)
    }

    func receive(_ text: String) {
        receive(Array(text.utf8))
    }

    func receive(_ bytes: [UInt8]) {
        dialogue.received(bytes[...], now)
        perform()
    }

    func receiveEnd() {
        dialogue.receivedEnd(now)
        perform()
    }

    /// Lets time pass, with a tick twice a second as a loop has it.
    func pass(seconds: Double) {
        let end = now + UInt64(seconds * 1e9)
        while now < end {
            now = min(now + 500_000_000, end)
            dialogue.tick(now, lastWrite: lastWrite, unsent: unsent)
            perform()
        }
    }

    /// The client reads so many bytes of what waits for it.
    func read(_ count: Int) {
        guard unsent > 0 else { return }
        unsent = max(unsent - count, 0)
        lastWrite = now
        if unsent == 0 {
            dialogue.flushed(now)
            perform()
        }
    }

    func stopSoon() {
        dialogue.stopSoon()
    }

    func drain() {
        dialogue.drain(now)
        perform()
    }

    func close() {
        isClosed = true
        dialogue.closed(now)
    }

    /// A background job has come to an answer.
    func finish(_ job: Int, _ answer: Answer, _ admission: Admission) {
        dialogue.finished(jobs[job], .answer(answer, []), Handed(Ticket(admission)), now)
        perform()
    }

    /// What was asked for, which is forgotten then.
    func takeActions() -> [String] {
        defer { actions = [] }
        return actions
    }

    private func perform() {
        while let action = dialogue.nextAction(now) {
            switch action {
            case .write(let response):
                actions.append("\(response.answer.status)\(response.keepsAlive ? "" : " close")")
                let body = response.sendsBody ? response.answer.body : []
                bodies.append(String(decoding: body.prefix(200), as: UTF8.self))
                if !reads {
                    unsent = body.count
                    lastWrite = now
                }
                now += UInt64(secondsToAnswer * 1e9)
                dialogue.wrote(isFlushed: reads, now)
            case .writeContinue: actions.append("continue")
            case .start(let work):
                actions.append("start")
                jobs.append(work)
            case .setReading(let isWanted): actions.append(isWanted ? "read" : "stop reading")
            case .pause:
                actions.append("pause")
                dialogue.resume(now)
            case .shutdownWriting: actions.append("shutdown")
            case .close:
                guard !isClosed else { continue }
                actions.append("close")
                close()
            }
        }
    }
}
