// A strategy that is run, and reported.

import Balancing
import Catalogue

extension Balancer {
    /// Weights the tasks, and notifies an observer of the time that it took.
    ///
    /// - Throws: what is wrong with the request.
    func run(
        _ request: BalancingRequest, _ observer: (any ServiceObserver)?
    ) throws(BalancingFault) -> BalancingAnswer {
        guard let observer else { return try run(request) }
        let start = ContinuousClock.now
        let answer = try run(request)
        observer.weighted(
            type.entry.name, seconds: (ContinuousClock.now - start) / .seconds(1),
            rounds: answer.report?.iterations ?? 0, hasConverged: answer.report?.hasConverged ?? true)
        return answer
    }
}
