// What all requests of a server hold together, so that many clients cannot do what one may not.

import Synchronization
import Transport

/// Connections, bytes and answers under way, counted over all loops.
final class Admission: Sendable {
    private let heldBytes = Atomic(0)
    private let answers = Atomic(0)
    /// Bytes of large buffers that were freed since memory was given back to the system last.
    private let freed = Atomic(0)
    private static let trimBytes = 1 << 20
    /// From this size on a buffer counts there.
    private static let largeBytes = 1 << 16
    private let isTrimPlanned = Atomic(false)
    private static let trimMilliseconds = 1000
    /// Runs something off the loops after so many milliseconds.
    private let later: @Sendable (Int, @escaping @Sendable () -> Void) -> Void
    /// How many connections there are from each network.
    private let networks = Mutex<[ClientNetwork: Int]>([:])
    private let addressLimit: Int
    private let byteLimit: Int
    private let answerLimit: Int

    init(
        _ limits: ServerLimits, later: @escaping @Sendable (Int, @escaping @Sendable () -> Void) -> Void = { _, _ in }
    ) {
        self.later = later
        addressLimit = limits.connectionsPerAddress
        byteLimit = limits.heldBytes
        answerLimit = limits.waitingAnswers
    }

    /// Answers that are computed off the loops or wait for that, and the bytes that are held.
    var load: (waitingAnswers: Int, heldBytes: Int) {
        (answers.load(ordering: .relaxed), heldBytes.load(ordering: .relaxed))
    }

    /// Counts a connection from a network; `false` when there are too many.
    func beginConnection(from network: ClientNetwork?) -> Bool {
        guard let network else { return true }
        return networks.withLock { networks in
            guard networks[network, default: 0] < addressLimit else { return false }
            networks[network, default: 0] += 1
            return true
        }
    }

    func endConnection(from network: ClientNetwork?) {
        guard let network else { return }
        networks.withLock { networks in
            let rest = networks[network, default: 1] - 1
            networks[network] = rest > 0 ? rest : nil
        }
    }

    /// The refusal of a request for which there is no memory now.
    var isFull: RequestFailure {
        RequestFailure(503, "all requests together hold more than \(byteLimit) bytes; try again", .heldBytes)
    }

    /// The refusal of a request for which there is no place now.
    var isBusy: RequestFailure {
        RequestFailure(503, "\(answerLimit) answers are under way; try again", .waitingAnswers)
    }

    /// Counts bytes; `false` when more would be held than may be, and then nothing is counted.
    func take(_ bytes: Int) -> Bool {
        guard bytes > 0 else {
            count(bytes)
            return true
        }
        // By comparison and exchange: a large request that is refused must not refuse a small one meanwhile.
        var held = heldBytes.load(ordering: .relaxed)
        while true {
            let (sum, overflow) = held.addingReportingOverflow(bytes)
            guard !overflow, sum <= byteLimit else { return false }
            let (isDone, found) = heldBytes.weakCompareExchange(expected: held, desired: sum, ordering: .relaxed)
            if isDone { return true }
            held = found
        }
    }

    /// Counts bytes of memory that is in use already, or no longer.
    func count(_ change: Int) {
        guard change != 0 else { return }
        heldBytes.add(change, ordering: .relaxed)
        if change < -Self.largeBytes { noteFreed(-change) }
    }

    /// Takes a place among the answers that are computed off the loops; `false` when there is none.
    func takePlace() -> Bool {
        guard answers.add(1, ordering: .relaxed).newValue <= answerLimit else {
            answers.subtract(1, ordering: .relaxed)
            return false
        }
        return true
    }

    func giveBack(bytes: Int, place: Bool) {
        if place { answers.subtract(1, ordering: .relaxed) }
        count(-bytes)
    }

    /// Notes that a large buffer was freed.
    private func noteFreed(_ bytes: Int) {
        let all = freed.add(bytes, ordering: .relaxed).newValue
        if all > Self.trimBytes, answers.load(ordering: .relaxed) == 0 { planTrim() }
    }

    /// Gives the memory of large answers back to the system, once they were read and there is nothing else to do.
    private func planTrim() {
        guard !isTrimPlanned.exchange(true, ordering: .relaxed) else { return }
        later(Self.trimMilliseconds) {
            self.isTrimPlanned.store(false, ordering: .relaxed)
            guard self.answers.load(ordering: .relaxed) == 0 else { return }
            self.freed.store(0, ordering: .relaxed)
            LargeMemory.trim()
        }
    }
}
