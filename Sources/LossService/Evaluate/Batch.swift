// A request that was read and planned, on its way to where it is evaluated.

import Synchronization

/// A request, the plans of its tasks, and what is wrong with it so far.
struct Batch<Scalar: ServiceScalar> {
    let request: EvaluateRequest<Scalar>
    let plans: [(plan: TaskPlan<Scalar>?, faults: FaultList)]
    let faults: FaultList
}

/// A batch that is taken once: who evaluates it is the last to hold its tensors.
final class HandedBatch<Scalar: ServiceScalar>: Sendable {
    private let batch: Mutex<Batch<Scalar>?>

    init(_ batch: Batch<Scalar>) {
        self.batch = Mutex(batch)
    }

    /// The batch; `nil` when it was taken before.
    func take() -> Batch<Scalar>? {
        batch.withLock { batch in
            let taken = batch
            batch = nil
            return taken
        }
    }
}
