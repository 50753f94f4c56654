// What all connections of a server hold together, so that many clients cannot do what one may not.

import Dispatch
import Synchronization
import Transport

/// Connections, bytes and answers under way, counted over all loops.
final class SharedLoad: Sendable {
    private let heldBytes = Atomic(0)
    private let answers = Atomic(0)
    /// What large buffers took, of answers and bodies, since memory was given back last.
    private let worked = Atomic(0)
    private static let trimBytes = 1 << 20
    /// From this size on a buffer counts there.
    private static let largeBytes = 1 << 16
    private let isTrimPlanned = Atomic(false)
    /// How many connections there are from each address; empty where that does not matter.
    private let addresses = Mutex<[String: Int]>([:])
    private let addressLimit: Int
    private let byteLimit: Int
    private let answerLimit: Int

    init(_ limits: ServerLimits) {
        addressLimit = limits.connectionsPerAddress
        byteLimit = limits.heldBytes
        answerLimit = limits.waitingAnswers
    }

    /// Takes a place among the connections from an address; `false` when there is none.
    ///
    /// `host` is asked for only where it matters.
    func beginConnection(from host: @autoclosure () -> String) -> Bool {
        guard addressLimit < Int.max else { return true }
        let host = host()
        return addresses.withLock { addresses in
            guard addresses[host, default: 0] < addressLimit else { return false }
            addresses[host, default: 0] += 1
            return true
        }
    }

    /// Gives the place back.
    func endConnection(from host: @autoclosure () -> String) {
        guard addressLimit < Int.max else { return }
        let host = host()
        addresses.withLock { addresses in
            let rest = addresses[host, default: 1] - 1
            addresses[host] = rest > 0 ? rest : nil
        }
    }

    /// Counts bytes that a connection holds more, or fewer, than before.
    ///
    /// - Returns: whether all connections together hold no more than they may; what was counted stays counted.
    func hold(_ change: Int) -> Bool {
        if change < -Self.largeBytes { noteFreed(-change) }
        return heldBytes.add(change, ordering: .relaxed).newValue <= byteLimit
    }

    /// What is said to a request for which there is no memory.
    var isFull: RequestFailure {
        RequestFailure(503, "all requests together hold more than \(byteLimit) bytes; try again", .heldBytes)
    }

    /// Takes a place among the answers that are worked out or wait to be, and the memory that this takes.
    ///
    /// - Returns: why there is none.
    func beginAnswer(bytes: Int) -> RequestFailure? {
        guard answers.add(1, ordering: .relaxed).newValue <= answerLimit else {
            answers.subtract(1, ordering: .relaxed)
            return RequestFailure(503, "\(answerLimit) answers are under way; try again", .waitingAnswers)
        }
        guard hold(bytes) else {
            _ = hold(-bytes)
            answers.subtract(1, ordering: .relaxed)
            return isFull
        }
        return nil
    }

    /// Gives both back.
    func endAnswer(bytes: Int) {
        answers.subtract(1, ordering: .relaxed)
        _ = hold(-bytes)
    }

    /// Notes that a large buffer is given up, be it of an answer or of a body that nobody waits for any more.
    private func noteFreed(_ bytes: Int) {
        let all = worked.add(bytes, ordering: .relaxed).newValue
        if all > Self.trimBytes, answers.load(ordering: .relaxed) == 0 { planTrim() }
    }

    /// Gives back what large answers left behind in pieces, once they were read and there is nothing else to do.
    private func planTrim() {
        guard !isTrimPlanned.exchange(true, ordering: .relaxed) else { return }
        DispatchQueue.global(qos: .utility).asyncAfter(deadline: .now() + 1) {
            self.isTrimPlanned.store(false, ordering: .relaxed)
            guard self.answers.load(ordering: .relaxed) == 0 else { return }
            self.worked.store(0, ordering: .relaxed)
            LargeMemory.trim()
        }
    }
}
