// A request that is processed off the loop, and dropped when its answer is not needed any more.

import Exchange
import Synchronization
import Transport

/// Processes one request on another thread.
final class BackgroundWork: Sendable {
    /// What came of it.
    enum Outcome: Sendable {
        /// The answer, and the fields that go with it.
        case answer(Answer, [AnswerField])
        case failure(RequestFailure)
    }

    private let isAbandoned = Atomic(false)
    private let ticket: Handed<Ticket>
    private let body: @Sendable (inout Ticket) -> Outcome

    /// - Parameters:
    ///   - ticket: what the request holds.
    ///   - body: processes the request, and has the ticket hold what the answer does.
    init(_ ticket: consuming Ticket, _ body: @escaping @Sendable (inout Ticket) -> Outcome) {
        self.ticket = Handed(ticket)
        self.body = body
    }

    /// Has the result discarded, or not computed at all.
    func abandon() {
        isAbandoned.store(true, ordering: .relaxed)
    }

    /// Processes the request and calls `deliver`, on another thread; not if the work was abandoned before it began.
    func start(on workers: WorkerPool, deliver: @escaping @Sendable (Outcome, Handed<Ticket>) -> Void) {
        workers.async {
            guard var ticket = self.ticket.take(), !self.isAbandoned.load(ordering: .relaxed) else { return }
            let outcome = self.body(&ticket)
            // Before the answer is sent: a client that has read it may ask for the next.
            ticket.leavePlace()
            if case .failure = outcome { ticket.settle(at: 0) }
            deliver(outcome, Handed(ticket))
        }
    }
}
