// One step of SGD or Adam on the numbers that a strategy learns, with torch.optim's arithmetic.

import Catalogue
import RealModule

/// How learned numbers are stepped.
struct Optimizer: Sendable {
    enum Method: String, CaseIterable {
        case adam, sgd
    }

    /// What an optimizer remembers of each number, beside the number itself.
    static let memory = ["moment", "squared_moment", "steps"]

    /// Numbers after a step, and what the optimizer remembers of each.
    struct Learned {
        var numbers: [Double]
        var moments: [Double]
        var squaredMoments: [Double]
        var steps: [Double]

        /// Numbers that no step was taken with.
        init(_ numbers: [Double]) {
            self.numbers = numbers
            (moments, squaredMoments, steps) = (
                numbers.map { _ in 0 }, numbers.map { _ in 0 }, numbers.map { _ in 0 }
            )
        }

        /// Numbers with what is remembered of them.
        init(_ numbers: [Double], _ memory: Memory) {
            self.init(numbers)
            steps = memory.numbers("steps", or: steps)
            moments = memory.numbers("moment", or: moments)
            squaredMoments = memory.numbers("squared_moment", or: squaredMoments)
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

    /// The numbers after a step; torch.optim.Adam, torch.optim.SGD without momentum.
    func step(_ numbers: [Double], gradients: [Double], _ memory: Memory) -> Learned {
        var learned = Learned(numbers, memory)
        for index in numbers.indices {
            let gradient = gradients[index] + weightDecay * numbers[index]
            let steps = learned.steps[index] + 1
            learned.steps[index] = steps
            guard method == .adam else {
                learned.numbers[index] -= learningRate * gradient
                (learned.moments[index], learned.squaredMoments[index]) = (0, 0)
                continue
            }
            let moment = firstDecay * learned.moments[index] + (1 - firstDecay) * gradient
            let squared = secondDecay * learned.squaredMoments[index] + (1 - secondDecay) * gradient * gradient
            let denominator = squared.squareRoot() / (1 - .pow(secondDecay, steps)).squareRoot() + epsilon
            learned.numbers[index] -= learningRate / (1 - .pow(firstDecay, steps)) * moment / denominator
            (learned.moments[index], learned.squaredMoments[index]) = (moment, squared)
        }
        return learned
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

    /// The learned numbers of the tasks.
    func recall(_ problem: BalancingProblem, or initial: [Double]) -> [Double] {
        problem.memory.numbers(Self.learned, or: initial)
    }

    /// The learned numbers after a step.
    func learn(_ numbers: [Double], gradients: [Double], _ problem: BalancingProblem) -> Optimizer.Learned {
        optimizer.step(numbers, gradients: gradients, problem.memory)
    }
}
