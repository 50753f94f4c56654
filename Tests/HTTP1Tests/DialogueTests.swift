// Connections without sockets: what they do when, with the time passed in.

import Exchange
@testable import HTTP1
import Synchronization
import Testing

@Suite("The dialogue of a connection")
struct DialogueTests {
    private static let get = "GET /g HTTP/1.1\r\nHost: x\r\n\r\n"
    private static let slow = "GET /slow HTTP/1.1\r\nHost: x\r\n\r\n"

    private static func post(_ count: Int) -> String {
        "POST /p HTTP/1.1\r\nHost: x\r\nContent-Length: \(count)\r\n\r\n"
    }

    /// Answers with the path; /slow is long work, /large has 1,000,000 bytes, and /refused wants no body.
    private static func application(_ observer: (any ServerObserver)? = nil) -> Application {
        .answering(observer: observer, unwanted: "/refused") { head, body in
            let isLarge = head.target == "/large"
            let answer = Answer(
                200, [],
                isLarge ? [UInt8](repeating: 0x78, count: 1_000_000) : Array("\(head.target) \(body.count)".utf8))
            return head.target == "/slow" ? .job(Job(cost: Cost(work: .max)) { answer }) : .answer(answer)
        }
    }

    private static func dialogue(_ change: (inout ServerLimits) -> Void = { _ in }) -> DrivenDialogue {
        var limits = ServerLimits()
        change(&limits)
        return DrivenDialogue(application(), limits)
    }

    // Cuts.

    /// Bodies that are not wanted, which the head alone decides about.
    private static let unwanted = [
        "GET /refused HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\nhelloGET /g HTTP/1.1\r\nHost: x\r\n\r\n",
        "GET /refused HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        "GET /refused HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: 5\r\n\r\nhello",
        "GET /refused HTTP/1.1\r\nHost: x\r\nContent-Encoding: gzip\r\nContent-Length: 5\r\n\r\nhello",
    ]

    @Test(
        "the answers to a request do not depend on how its bytes are cut",
        arguments: RawRequests.cases.map(\.text) + unwanted)
    func cuts(text: String) {
        func answers(_ pieces: [Substring.UTF8View]) -> [String] {
            let dialogue = DrivenDialogue(Self.application(), RawRequests.limits)
            for piece in pieces where !piece.isEmpty { dialogue.receive(String(decoding: piece, as: UTF8.self)) }
            dialogue.receiveEnd()
            // A client that has begun to send its body needs no 100, and reading may stop and go on.
            return dialogue.actions.filter { !["continue", "read", "stop reading", "shutdown"].contains($0) }
                + dialogue.bodies
        }
        let bytes = Substring(text).utf8
        let whole = answers([bytes])
        #expect(!whole.isEmpty)
        for cut in bytes.indices where bytes[cut] < 0x80 {
            #expect(
                answers([bytes[..<cut], bytes[cut...]]) == whole,
                "cut at \(bytes.distance(from: bytes.startIndex, to: cut))")
        }
    }

    // Time.

    @Test("a header section that takes too long is a 408, and dripping bytes win no time")
    func headerTime() {
        let dialogue = Self.dialogue()
        for byte in "GET / HTTP/1.1\r\nHost: xxxxxxxxxxxxxxxxxxxx" {
            dialogue.receive(String(byte))
            dialogue.pass(seconds: 0.5)
        }
        #expect(dialogue.takeActions().first == "408 close")
        let quick = Self.dialogue()
        quick.receive("GET /")
        quick.pass(seconds: 9.5)
        quick.receive(" HTTP/1.1\r\nHost: x\r\n\r\n")
        #expect(quick.takeActions() == ["200"])
    }

    @Test("a body without a byte for too long is a 408, and so is one that drips")
    func bodyTime() {
        let stalled = Self.dialogue()
        stalled.receive(Self.post(50_000) + "abc")
        stalled.pass(seconds: 30)
        #expect(stalled.takeActions().isEmpty)
        stalled.pass(seconds: 1)
        #expect(stalled.takeActions().first == "408 close")
        let dripping = Self.dialogue()
        dripping.receive(Self.post(50_000))
        for _ in 0..<70 {
            dripping.receive("x")
            dripping.pass(seconds: 0.5)
        }
        #expect(dripping.takeActions().first == "408 close")
        let steady = Self.dialogue()
        steady.receive(Self.post(50_000))
        for _ in 0..<100 {
            steady.receive(String(repeating: "x", count: 500))
            steady.pass(seconds: 0.5)
        }
        #expect(steady.takeActions().contains("start"))
    }

    @Test("an idle connection is closed, and one that asks again and again is not, wherever its bytes are cut")
    func idleTime() {
        let idle = Self.dialogue()
        idle.pass(seconds: 75)
        #expect(idle.takeActions().isEmpty)
        idle.pass(seconds: 1)
        #expect(idle.takeActions() == ["close"])
        let cut = Self.dialogue()
        // Every piece ends in the middle of the next header section.
        cut.receive("GET /g")
        for _ in 0..<30 {
            cut.pass(seconds: 9)
            cut.receive(" HTTP/1.1\r\nHost: x\r\n\r\nGET /g")
            #expect(cut.takeActions() == ["200"])
        }
    }

    @Test("a client that does not read its answer is cut off")
    func writeTime() {
        let dialogue = Self.dialogue()
        dialogue.reads = false
        dialogue.receive("GET /large HTTP/1.1\r\nHost: x\r\n\r\n")
        #expect(dialogue.takeActions() == ["200", "stop reading"])
        dialogue.pass(seconds: 30)
        #expect(dialogue.takeActions().isEmpty)
        dialogue.pass(seconds: 1)
        #expect(dialogue.takeActions() == ["close"])
    }

    @Test("a client that reads a little every now and then is cut off too, and one that reads steadily is not")
    func readRate() {
        let dripping = Self.dialogue()
        dripping.reads = false
        dripping.receive("GET /large HTTP/1.1\r\nHost: x\r\n\r\n")
        var seconds = 0
        while seconds < 1000, !dripping.actions.contains("close") {
            dripping.read(4_000)
            dripping.pass(seconds: 1)
            seconds += 1
        }
        #expect((30...32).contains(seconds))
        let steady = Self.dialogue()
        steady.reads = false
        steady.receive("GET /large HTTP/1.1\r\nHost: x\r\n\r\n")
        for _ in 0..<60 {
            steady.read(17_000)
            steady.pass(seconds: 1)
        }
        #expect(steady.takeActions() == ["200", "stop reading", "read"])
    }

    @Test("an answer that takes too long is a 503, and the connection goes on without it")
    func handlerTime() {
        let admission = Admission(ServerLimits())
        let dialogue = DrivenDialogue(Self.application(), ServerLimits(), admission: admission)
        dialogue.receive(Self.slow)
        #expect(dialogue.takeActions() == ["start", "stop reading"])
        dialogue.pass(seconds: 60.5)
        #expect(dialogue.takeActions() == ["503", "read"])
        #expect(dialogue.bodies.last?.contains("took more than 60.0 seconds") == true)
        dialogue.receive(Self.get)
        dialogue.finish(0, Answer(200, [], Array("late".utf8)), admission)
        #expect(dialogue.takeActions() == ["200"])
        #expect(dialogue.bodies.last == "/g 0")
    }

    @Test("a refused client has a moment to read why")
    func lingering() {
        let dialogue = Self.dialogue()
        dialogue.receive("GARBAGE\r\n\r\n")
        #expect(dialogue.takeActions() == ["400 close", "shutdown"])
        dialogue.receive("more")
        dialogue.pass(seconds: 2)
        #expect(dialogue.takeActions().isEmpty)
        dialogue.pass(seconds: 0.5)
        #expect(dialogue.takeActions() == ["close"])
        let done = Self.dialogue()
        done.receive("GARBAGE\r\n\r\n")
        done.receiveEnd()
        #expect(done.takeActions() == ["400 close", "shutdown", "close"])
    }

    @Test("a refused client may not send without end")
    func lingerBytes() {
        let dialogue = Self.dialogue { $0.lingerBytes = 100 }
        dialogue.receive("GARBAGE\r\n\r\n")
        dialogue.receive(String(repeating: "x", count: 100))
        #expect(!dialogue.actions.contains("close"))
        dialogue.receive("x")
        #expect(dialogue.actions.last == "close")
    }

    // Stopping.

    @Test("before the server stops, requests are answered and told that the connection ends; idle ones stay")
    func stopSoon() {
        let (idle, asking) = (Self.dialogue(), Self.dialogue())
        for dialogue in [idle, asking] { dialogue.stopSoon() }
        idle.pass(seconds: 20)
        #expect(idle.takeActions().isEmpty)
        asking.receive(Self.get)
        #expect(asking.takeActions() == ["200 close", "shutdown"])
        idle.receive(Self.get)
        #expect(idle.takeActions() == ["200 close", "shutdown"])
    }

    @Test("draining closes idle connections after a moment, and refuses requests that do not arrive")
    func draining() {
        let (idle, unfinished, busy) = (Self.dialogue(), Self.dialogue(), Self.dialogue())
        idle.receive(Self.get)
        unfinished.receive("GET /u HTTP/1.1\r\n")
        busy.receive(Self.slow)
        for dialogue in [idle, unfinished, busy] {
            _ = dialogue.takeActions()
            dialogue.drain()
        }
        idle.pass(seconds: 1)
        #expect(idle.takeActions().isEmpty)
        idle.pass(seconds: 0.5)
        #expect(idle.takeActions() == ["close"])
        unfinished.pass(seconds: 5)
        #expect(unfinished.takeActions().isEmpty)
        unfinished.pass(seconds: 0.5)
        #expect(unfinished.takeActions().first == "503 close")
        busy.pass(seconds: 20)
        #expect(busy.takeActions().isEmpty)
        busy.finish(0, Answer(200), Admission(ServerLimits()))
        #expect(busy.takeActions() == ["200 close", "shutdown", "read"])
    }

    // Requests.

    @Test("what becomes of a body that is not wanted depends on the header section, not on how the bytes are cut")
    func unwantedBodies() {
        let short = "POST /refused HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\nhello"
        for text in [short + Self.get] {
            for cut in 0...text.utf8.count {
                let dialogue = Self.dialogue()
                dialogue.receive(String(decoding: text.utf8.prefix(cut), as: UTF8.self))
                dialogue.receive(String(decoding: text.utf8.dropFirst(cut), as: UTF8.self))
                #expect(dialogue.takeActions() == ["401", "200"], "cut at \(cut)")
            }
        }
        for fields in [
            "Content-Length: 40000", "Transfer-Encoding: chunked", "Content-Length: 5\r\nExpect: 100-continue",
        ] {
            let dialogue = Self.dialogue()
            dialogue.receive("POST /refused HTTP/1.1\r\nHost: x\r\n\(fields)\r\n\r\n")
            #expect(dialogue.takeActions() == ["401 close", "shutdown"], "\(fields)")
        }
    }

    @Test("nothing is parsed while an answer waits to be read")
    func backpressure() {
        let dialogue = Self.dialogue()
        dialogue.reads = false
        dialogue.receive(Self.get + Self.get)
        #expect(dialogue.takeActions() == ["200", "stop reading"])
        dialogue.reads = true
        dialogue.read(1000)
        #expect(dialogue.takeActions() == ["200", "read"])
    }

    @Test("a client that has ended its side is answered, and the connection closes then")
    func halfClosed() {
        let dialogue = Self.dialogue()
        dialogue.receive(Self.slow)
        dialogue.receiveEnd()
        #expect(dialogue.takeActions() == ["start", "stop reading"])
        dialogue.finish(0, Answer(200), Admission(ServerLimits()))
        #expect(dialogue.takeActions() == ["200", "close"])
        let cut = Self.dialogue()
        cut.receive("GET / HT")
        cut.receiveEnd()
        #expect(cut.takeActions() == ["400 close", "close"])
    }

    /// Counts requests that began and have not ended.
    private final class Balance: ServerObserver {
        let active = Atomic(0)
        let ended = Atomic(0)

        func requestBegan() { active.add(1, ordering: .relaxed) }

        func requestEnded(_ record: RequestRecord) {
            active.subtract(1, ordering: .relaxed)
            ended.add(1, ordering: .relaxed)
        }
    }

    @Test("every request that begins ends, whatever it is", arguments: RawRequests.cases)
    func balance(_ example: RawRequests.Case) {
        let bytes = Array(example.text.utf8)
        for cut in [0, bytes.count / 2, bytes.count] {
            let balance = Balance()
            let dialogue = DrivenDialogue(Self.application(balance), RawRequests.limits)
            for piece in [bytes[..<cut], bytes[cut...]] {
                dialogue.receive(String(decoding: piece, as: UTF8.self))
            }
            dialogue.receiveEnd()
            dialogue.close()
            #expect(balance.active.load(ordering: .relaxed) == 0)
            let whole = example.events.filter { $0.contains(" ") }.count
            #expect(balance.ended.load(ordering: .relaxed) == whole)
        }
    }

    /// Keeps the durations of requests.
    private final class Durations: ServerObserver {
        let seconds = Mutex<[Double]>([])

        func requestEnded(_ record: RequestRecord) {
            seconds.withLock { $0.append(record.seconds) }
        }

        func requestRefused(_ record: RequestRecord) {
            seconds.withLock { $0.append(record.seconds) }
        }
    }

    @Test("a request lasts from its last byte to its answer, wherever that is computed")
    func duration() {
        let durations = Durations()
        let dialogue = DrivenDialogue(Self.application(durations))
        dialogue.secondsToAnswer = 0.25
        dialogue.receive(Self.get)
        dialogue.receive(Self.post(2) + "a")
        dialogue.pass(seconds: 1)
        dialogue.receive("b")
        dialogue.receive(Self.slow)
        dialogue.pass(seconds: 2)
        dialogue.finish(0, Answer(200), Admission(ServerLimits()))
        // Refused before it was whole.
        dialogue.receive("POST /refused HTTP/1.1\r\nHost: x\r\nContent-Length: 500000\r\n\r\n")
        #expect(durations.seconds.withLock { $0 } == [0.25, 0.25, 2.25, 0])
    }

    @Test("an empty body has no coding")
    func emptyCodedBody() {
        let balance = Balance()
        let dialogue = DrivenDialogue(Self.application(balance))
        dialogue.receive("POST /p HTTP/1.1\r\nHost: x\r\nContent-Encoding: gzip\r\nContent-Length: 0\r\n\r\n")
        #expect(dialogue.takeActions() == ["200"])
        #expect(balance.active.load(ordering: .relaxed) == 0 && balance.ended.load(ordering: .relaxed) == 1)
    }
}
