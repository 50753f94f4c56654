// What it costs to weight tasks and to answer what came of it.

import Balancing
import Exchange
import TensorJSON

/// Upper bounds for one step of a strategy.
enum WeightingCost {
    /// Numbers of eight bytes that a strategy holds for each pair of tasks, and for each task.
    ///
    /// Gramian, cosines, factors and the matrices of solvers; losses, weights and state.
    private static let (numbersPerPair, numbersPerTask) = (24, 64)

    /// What weighting these tasks costs.
    ///
    /// - Parameters:
    ///   - tasks: their names.
    ///   - type: the strategy.
    ///   - hasGramian: whether the gradients are compared with each other.
    ///   - wantsDiagnostics: whether the answer describes how they lie to each other.
    /// - Returns: upper bounds.
    static func of(_ tasks: [String], _ type: StrategyType, hasGramian: Bool, wantsDiagnostics: Bool) -> Cost {
        let count = tasks.count
        let pairs = hasGramian ? count * count : 0
        let names = tasks.reduce(0) { $0 + JSONWriter.maximumBytes($1) }
        let columns = type.traits.memory?.count ?? 0
        // Weights, state, norms, tasks without a gradient; and what does not depend on the tasks, warnings included.
        var answer = 4096 + 4 * names + count * (32 * (columns + 2) + columns * 40)
        // A cosine for each pair, and both names of each pair that is in conflict.
        if wantsDiagnostics, hasGramian { answer += pairs * (2 * Double.textBytes + 8) + count * names }
        return Cost(
            workingBytes: 8 * (numbersPerPair * pairs + numbersPerTask * count) + 8192, answerBytes: answer,
            work: work(count, hasGramian: hasGramian))
    }

    /// Solvers take a multiple of T³ steps; measured, 24 tasks take about as long as `Cost.longWork` elements.
    private static func work(_ tasks: Int, hasGramian: Bool) -> Int {
        hasGramian ? 2 * tasks * tasks * tasks + 64 * tasks : 64 * tasks
    }
}
