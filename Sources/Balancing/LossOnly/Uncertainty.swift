// A learned variance for each task.

import Catalogue
import RealModule

struct Uncertainty: LearningStrategy {
    enum Regularizer: String, CaseIterable {
        case log
        case log1p
    }

    static let entry = Entry(
        "uncertainty", aliases: ["uw"],
        summary:
            "Homoscedastic uncertainty: a learned variance reduces the weight of each task, and its logarithm keeps it small.",
        formula: "Σ aᵢ·exp(−sᵢ)·Lᵢ + bᵢ·sᵢ, s = log σ²; with log1p Σ a·Lᵢ/pᵢ² + log(1 + pᵢ²), p = exp(s/2)",
        source: "Kendall, Gal and Cipolla (2018), Multi-Task Learning Using Uncertainty to Weigh Losses; log1p: Liebel "
            + "and Körner (2018), Auxiliary Tasks in Multi-task Learning",
        example:
            #"{"tasks": ["scene", "depth"], "strategy": "uncertainty", "parameters": {"loss_coefficient": {"scene": 1}}, "#
            + #""losses": {"scene": 0.7, "depth": 1.1}}"#)
    static let traits = Traits(
        needs: [.losses], memory: Self.learnedMemory, cost: "O(T)",
        invariants: ["once s is constant, wᵢ·Lᵢ = bᵢ", "the total may be negative; with log1p it is not"],
        differences: [
            "LibMTL begins with s = −0.5 and steps s with the model's optimizer, its weight decay included",
            "Kendall's form for classification has a = 1 and b = ½, a Laplace likelihood a = b = 1",
        ],
        use: "Losses in different units, when weights may settle over many steps.")
    static let learned = "log_variance"
    static let options: [Option<Self>] =
        [
            .perTask("initial_log_variance", \.initial, in: .any, "Where s begins."),
            .perTask("loss_coefficient", \.lossCoefficient, in: .positive, "a: what the loss counts for."),
            .perTask("log_coefficient", \.logCoefficient, in: .nonNegative, "b: what the logarithm counts for."),
            .choice("regularizer", \.regularizer, "What keeps the variances small."),
            .number("minimum_log_variance", \.minimum, in: .any, "The least that s becomes."),
            .number("maximum_log_variance", \.maximum, in: .any, "The most that s becomes."),
        ] + optimizerOptions

    var initial = PerTask(0)
    var lossCoefficient = PerTask(0.5)
    var logCoefficient = PerTask(0.5)
    var regularizer = Regularizer.log
    var minimum = -Double.infinity
    var maximum = Double.infinity
    var optimizer = Optimizer()

    func balance(_ problem: BalancingProblem) throws(BalancingFault) -> Balance {
        guard minimum <= maximum else {
            throw BalancingFault(
                .invalidParameter, at: .parameter("minimum_log_variance", task: nil),
                "\(minimum) is more than maximum_log_variance, which is \(maximum)")
        }
        var learned = recall(problem, or: initial.values(of: problem.tasks, or: 0))
        var (weights, total) = (problem.each(0), 0.0)
        for (index, loss) in problem.losses.enumerated() {
            let s = clamped(learned.numbers[index])
            learned.numbers[index] = s
            weights[index] = lossCoefficient.value(of: problem.tasks[index], or: 0.5) * Double.exp(-s)
            let weighted = weights[index] * loss
            switch regularizer {
            case .log:
                let b = logCoefficient.value(of: problem.tasks[index], or: 0.5)
                total += weighted + b * s
                optimizer.step(&learned, at: index, gradient: b - weighted)
            case .log1p:
                let square = Double.exp(s)
                total += weighted + .log(onePlus: square)
                // By s, of which p = exp(s/2) and p² = exp(s).
                optimizer.step(&learned, at: index, gradient: square / (1 + square) - weighted)
            }
            learned.numbers[index] = clamped(learned.numbers[index])
        }
        return Balance(weights, total: total, memory: learned.memory(Self.learned))
    }

    private func clamped(_ s: Double) -> Double {
        max(min(s, maximum), minimum)
    }
}
