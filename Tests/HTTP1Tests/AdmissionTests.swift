// Memory and places that all requests share: taken before a job runs, and kept until the last byte is sent.

import Exchange
@testable import HTTP1
import Testing

@Suite("Admission")
struct AdmissionTests {
    private static func limits(_ bytes: Int, answers: Int = 256) -> ServerLimits {
        var limits = ServerLimits()
        (limits.heldBytes, limits.waitingAnswers) = (bytes, answers)
        return limits
    }

    /// How many bytes can still be taken.
    private static func room(_ admission: Admission, upTo limit: Int) -> Int {
        var ticket = Ticket(admission)
        var (low, high) = (0, limit)
        while low < high {
            let middle = (low + high + 1) / 2
            if ticket.resize(to: middle) { low = middle } else { high = middle - 1 }
        }
        return low
    }

    @Test("a ticket holds what it took until it is gone, and takes nothing that is not there")
    func tickets() {
        let admission = Admission(Self.limits(100))
        // The outcomes of steps on two tickets, which cannot be copied into an expectation.
        func steps() -> [Bool] {
            var outcomes: [Bool] = []
            var first = Ticket(admission)
            outcomes.append(first.resize(to: 60))
            var second = Ticket(admission)
            outcomes.append(second.resize(to: 41))
            outcomes.append(second.resize(to: 40))
            outcomes.append(first.resize(to: 61))
            outcomes.append(first.resize(to: 10))
            outcomes.append(second.resize(to: 90))
            outcomes.append(first.resize(to: .max))
            first.settle(at: 500)
            outcomes.append(second.resize(to: 91))
            return outcomes
        }
        #expect(steps() == [true, false, true, false, true, true, false, false])
        #expect(Self.room(admission, upTo: 1000) == 100)
    }

    @Test("places for answers are limited, and given back once")
    func places() {
        let admission = Admission(Self.limits(100, answers: 2))
        func steps() -> [Bool] {
            var outcomes: [Bool] = []
            var first = Ticket(admission)
            var second = Ticket(admission)
            var third = Ticket(admission)
            for _ in 0..<2 { outcomes.append(first.takePlace()) }
            outcomes.append(second.takePlace())
            outcomes.append(third.takePlace())
            first.leavePlace()
            first.leavePlace()
            outcomes.append(third.takePlace())
            outcomes.append(first.takePlace())
            return outcomes
        }
        // All places are free again when the tickets are gone.
        for _ in 0..<2 { #expect(steps() == [true, true, true, false, true, false]) }
    }

    /// Says that an answer takes as many bytes as the path says, and answers with a tenth of them.
    private static let application = Application.answering { head, body in
        let count = Int(head.target.dropFirst()) ?? 0
        return .job(
            Job(cost: Cost(workingBytes: count / 2, answerBytes: count - count / 2)) {
                Answer(200, [], [UInt8](repeating: 0x78, count: count / 10))
            })
    }

    private static func get(_ count: Int) -> String {
        "POST /\(count) HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\n\r\nx"
    }

    @Test("a job that would hold too much is refused before it runs, and the connection goes on")
    func refusals() {
        let limits = Self.limits(1000)
        let dialogue = DrivenDialogue(Self.application, limits)
        dialogue.receive(Self.get(1001))
        #expect(dialogue.takeActions() == ["503"])
        #expect(dialogue.bodies.last?.contains("all requests together hold more than 1000 bytes; try again") == true)
        dialogue.receive(Self.get(1000))
        #expect(dialogue.takeActions() == ["200"])
    }

    @Test("an answer is held, by its real size, until its last byte is read")
    func heldAnswers() {
        let limits = Self.limits(1000)
        let admission = Admission(limits)
        let deaf = DrivenDialogue(Self.application, limits, admission: admission)
        deaf.reads = false
        deaf.receive(Self.get(900))
        #expect(deaf.takeActions().first == "200")
        #expect(Self.room(admission, upTo: 2000) == 910)
        let other = DrivenDialogue(Self.application, limits, admission: admission)
        other.receive(Self.get(911))
        #expect(other.takeActions() == ["503"])
        deaf.read(50)
        #expect(Self.room(admission, upTo: 2000) == 910)
        deaf.read(40)
        #expect(Self.room(admission, upTo: 2000) == 1000)
        other.receive(Self.get(911))
        #expect(other.takeActions() == ["200"])
        deaf.receive(Self.get(900))
        deaf.close()
        #expect(Self.room(admission, upTo: 2000) == 1000)
    }

    @Test("a body that is still arriving is dropped when there is no memory for more of it")
    func arrivingBodies() {
        let limits = Self.limits(1000)
        let admission = Admission(limits)
        let first = DrivenDialogue(Self.application, limits, admission: admission)
        first.receive("POST /1 HTTP/1.1\r\nHost: x\r\nContent-Length: 900\r\n\r\n" + String(repeating: "x", count: 600))
        let second = DrivenDialogue(Self.application, limits, admission: admission)
        second.receive("POST /1 HTTP/1.1\r\nHost: x\r\nContent-Length: 900\r\n\r\n")
        second.receive(String(repeating: "x", count: 600))
        #expect(second.takeActions().first == "503 close")
        #expect(first.takeActions().isEmpty)
        first.close()
        #expect(Self.room(admission, upTo: 2000) == 1000)
    }
}
