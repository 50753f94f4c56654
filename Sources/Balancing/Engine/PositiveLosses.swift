// Losses that are divided by, or whose logarithm is taken.

import Catalogue

enum PositiveLosses {
    /// What positive losses are for.
    enum Use: String {
        case logarithm = "has no logarithm"
        case divisor = "cannot divide a gradient"
    }

    /// The losses of the tasks plus `epsilon`, all greater than 0.
    static func check(
        _ problem: BalancingProblem, plus epsilon: Double, for use: Use = .logarithm
    ) throws(BalancingFault) -> [Double] {
        for (task, loss) in zip(problem.tasks, problem.losses) where !(loss + epsilon > 0) {
            throw BalancingFault(
                .lossOutOfRange, at: .loss(task: task),
                "the loss of \(task) is \(loss), and \(loss + epsilon) \(use.rawValue)")
        }
        return problem.losses.map { $0 + epsilon }
    }
}
