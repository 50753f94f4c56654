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

    var method = Method.adam
    var learningRate = 1e-3
    var firstDecay = 0.9
    var secondDecay = 0.999
    var epsilon = 1e-8
    var weightDecay = 0.0

    /// The number after a step, and what is to be remembered; torch.optim.Adam, torch.optim.SGD without momentum.
    func step(_ number: Double, gradient: Double, _ memory: TaskMemory) -> (number: Double, memory: TaskMemory) {
        let gradient = gradient + weightDecay * number
        let steps = memory["steps", default: 0] + 1
        guard method == .adam else {
            return (number - learningRate * gradient, ["moment": 0, "squared_moment": 0, "steps": steps])
        }
        let moment = firstDecay * memory["moment", default: 0] + (1 - firstDecay) * gradient
        let squared = secondDecay * memory["squared_moment", default: 0] + (1 - secondDecay) * gradient * gradient
        let denominator = squared.squareRoot() / (1 - .pow(secondDecay, steps)).squareRoot() + epsilon
        let stepped = number - learningRate / (1 - .pow(firstDecay, steps)) * moment / denominator
        return (stepped, ["moment": moment, "squared_moment": squared, "steps": steps])
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
        zip(problem.memory, initial).map { $0[Self.learned] ?? $1 }
    }

    /// The learned numbers after a step, with what the optimizer remembers.
    func learn(_ numbers: [Double], gradients: [Double], _ problem: BalancingProblem) -> [TaskMemory] {
        problem.memory.indices.map { index in
            let step = optimizer.step(numbers[index], gradient: gradients[index], problem.memory[index])
            return step.memory.with(Self.learned, step.number)
        }
    }
}
