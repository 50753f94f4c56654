// One step of SGD or Adam on the numbers that a strategy learns, with torch.optim's arithmetic.

import Catalogue
import RealModule

/// How learned numbers are stepped.
struct Optimizer: Sendable {
    enum Method: String, CaseIterable {
        case adam, sgd
    }

    /// What an optimizer remembers of each number, besides the number itself.
    static let memory = ["moment", "squared_moment", "steps"]

    /// Numbers, and what the optimizer remembers of each.
    struct Learned {
        var numbers: [Double]
        var moments: [Double]
        var squaredMoments: [Double]
        var steps: [Double]

        /// The numbers that are remembered by this name, or else the first ones.
        init(_ name: String, _ memory: Memory, or initial: [Double]) {
            numbers = memory.numbers(name, or: initial)
            moments = memory.numbers("moment", or: initial.map { _ in 0 })
            squaredMoments = memory.numbers("squared_moment", or: initial.map { _ in 0 })
            steps = memory.numbers("steps", or: initial.map { _ in 0 })
        }

        /// What is to be remembered, the numbers by this name.
        func memory(_ name: String) -> Memory {
            [name: numbers, "moment": moments, "squared_moment": squaredMoments, "steps": steps]
        }
    }

    var method = Method.adam
    var learningRate = 1e-3
    var firstDecay = 0.9
    var secondDecay = 0.999
    var epsilon = 1e-8
    var weightDecay = 0.0

    /// Steps one of the numbers; torch.optim.Adam, torch.optim.SGD without momentum.
    func step(_ learned: inout Learned, at index: Int, gradient: Double) {
        let gradient = gradient + weightDecay * learned.numbers[index]
        let steps = learned.steps[index] + 1
        learned.steps[index] = steps
        guard method == .adam else {
            learned.numbers[index] -= learningRate * gradient
            (learned.moments[index], learned.squaredMoments[index]) = (0, 0)
            return
        }
        let moment = firstDecay * learned.moments[index] + (1 - firstDecay) * gradient
        let squared = secondDecay * learned.squaredMoments[index] + (1 - secondDecay) * gradient * gradient
        let denominator = squared.squareRoot() / (1 - .pow(secondDecay, steps)).squareRoot() + epsilon
        learned.numbers[index] -= learningRate / (1 - .pow(firstDecay, steps)) * moment / denominator
        (learned.moments[index], learned.squaredMoments[index]) = (moment, squared)
    }
}

/// A strategy that learns a number for each task.
protocol LearningStrategy: Strategy {
    /// The name under which the number is remembered.
    static var learned: String { get }
    var optimizer: Optimizer { get set }
}

extension LearningStrategy {
    /// What is remembered of each task.
    static var learnedMemory: [String] {
        [learned] + Optimizer.memory
    }

    static var optimizerOptions: [Option<Self>] {
        [
            .choice("optimizer", \Self.optimizer.method, "How the learned numbers are stepped, as torch.optim does."),
            .number("learning_rate", \Self.optimizer.learningRate, in: .nonNegative, "The step size."),
            .number("beta1", \Self.optimizer.firstDecay, in: .halfOpen(0, 1), "Adam's decay of the mean gradient."),
            .number(
                "beta2", \Self.optimizer.secondDecay, in: .halfOpen(0, 1), "Adam's decay of the mean squared gradient."),
            .number("epsilon", \Self.optimizer.epsilon, in: .positive, "Adam's addition to the denominator."),
            .number(
                "weight_decay", \Self.optimizer.weightDecay, in: .nonNegative,
                "What is added to the gradient for each unit of the learned number."),
        ]
    }

    /// What is learned of the tasks so far.
    func recall(_ problem: BalancingProblem, or initial: [Double]) -> Optimizer.Learned {
        Optimizer.Learned(Self.learned, problem.memory, or: initial)
    }
}
