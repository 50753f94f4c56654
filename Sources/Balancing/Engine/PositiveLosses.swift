// Losses that are divided by, or whose logarithm is taken.

import Catalogue

enum PositiveLosses {
    /// The losses of the tasks plus `epsilon`, all greater than 0.
    static func check(_ problem: BalancingProblem, plus epsilon: Double) throws(BalancingFault) -> [Double] {
        for (task, loss) in zip(problem.tasks, problem.losses) where !(loss + epsilon > 0) {
            throw BalancingFault(
                .lossOutOfRange, at: .loss(task: task),
                "the loss of \(task) is \(loss), and \(loss + epsilon) has no logarithm")
        }
        return problem.losses.map { $0 + epsilon }
    }
}
