// What all connections of a server hold together, so that many clients cannot do what one may not.

import Synchronization

/// Bytes and answers under way, counted over all loops.
final class SharedLoad: Sendable {
    private let heldBytes = Atomic(0)
    private let answers = Atomic(0)
    private let byteLimit: Int
    private let answerLimit: Int

    init(_ limits: ServerLimits) {
        byteLimit = limits.heldBytes
        answerLimit = limits.waitingAnswers
    }

    /// Counts bytes that a connection holds more, or fewer, than before.
    ///
    /// - Returns: whether all connections together hold no more than they may; what was counted stays counted.
    func hold(_ change: Int) -> Bool {
        heldBytes.add(change, ordering: .relaxed).newValue <= byteLimit
    }

    /// Takes a place among the answers that are worked out or wait to be; `false` when there is none.
    func beginAnswer() -> Bool {
        guard answers.add(1, ordering: .relaxed).newValue > answerLimit else { return true }
        endAnswer()
        return false
    }

    /// Gives the place back.
    func endAnswer() {
        answers.subtract(1, ordering: .relaxed)
    }
}
