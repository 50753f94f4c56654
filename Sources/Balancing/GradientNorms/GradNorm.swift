// Weights that give every task's gradient a size of its due.

import Catalogue
import RealModule

struct GradNorm: LearningStrategy {
    static let entry = Entry(
        "gradnorm", aliases: ["grad_norm"],
        summary: "Learned weights that bring the norms of all weighted gradients together, more for tasks that lag.",
        formula: "w = T·softmax(ξ); ξ lowers Σ|wᵢ·nᵢ − m·rᵢ^α|, n norms, m the mean of w·n, r = (L/L⁰) over its mean",
        source: "Chen et al. (2018), GradNorm: Gradient Normalization for Adaptive Loss Balancing; softmax: LibMTL",
        example:
            #"{"tasks": ["scene", "depth"], "strategy": "gradnorm", "gradient_norms": [2.0, 0.5], "losses": {"scene": 0.7, "depth": 1.1}}"#
    )
    static let traits = Traits(
        needs: [.losses, .gradientNorms], memory: Self.learnedMemory + ["initial_loss"], cost: "O(T)",
        invariants: ["Σw = T", "w > 0", "equal norms and equal ratios leave the weights as they are"],
        differences: [
            "the paper learns weights without softmax, which can become negative",
            "LibMTL's L⁰ is the mean of the first epoch, the paper's that of the first step; initial_losses takes either",
            "LibMTL steps ξ with the model's optimizer, its weight decay included",
        ],
        use: "Tasks whose gradients differ in size, at the cost of one norm each.")
    static let learned = "logit"
    static let options: [Option<Self>] =
        [
            .number("alpha", \.alpha, in: .nonNegative, "How much more tasks get that lag behind."),
            .perTask(
                "initial_losses", \.initialLosses, in: .positive, "L⁰; the first losses that come where none is given."),
        ] + optimizerOptions

    var alpha = 1.5
    var initialLosses = PerTask(nil)
    var optimizer = Optimizer()

    func balance(_ problem: BalancingProblem) throws(BalancingFault) -> Balance {
        let first = problem.memory.numbers("initial_loss", or: problem.losses)
        let initial = zip(problem.tasks, first).map { initialLosses.numbers[$0] ?? initialLosses.others ?? $1 }
        for (index, loss) in initial.enumerated() where !(loss > 0) || problem.losses[index] < 0 {
            throw BalancingFault(
                .lossOutOfRange, at: .loss(task: problem.tasks[index]),
                "gradnorm divides by the first loss of \(problem.tasks[index]), which is \(loss), and takes a power of "
                    + "the ratio: losses must not be negative")
        }
        var learned = recall(problem, or: problem.each(0))
        let weights = Softmax.weights(learned.numbers)
        let gradients = self.gradients(weights, zip(problem.losses, initial).map { $0 / $1 }, problem.gradientNorms)
        for index in gradients.indices { optimizer.step(&learned, at: index, gradient: gradients[index]) }
        return Balance(weights, memory: learned.memory(Self.learned).with("initial_loss", initial))
    }

    /// The derivatives of Σ|Γ − C| by ξ, with C held constant.
    func gradients(_ weights: [Double], _ ratios: [Double], _ norms: [Double]) -> [Double] {
        let count = Double(weights.count)
        let meanRatio = ratios.reduce(0, +) / count
        let sizes = zip(weights, norms).map { $0 * $1 }
        let mean = sizes.reduce(0, +) / count
        let slopes = weights.indices.map { index in
            let target = mean * .pow(meanRatio > 0 ? ratios[index] / meanRatio : 1, alpha)
            return norms[index] * (sizes[index] > target ? 1 : sizes[index] < target ? -1 : 0)
        }
        let pull = zip(slopes, weights).reduce(0) { $0 + $1.0 * $1.1 } / count
        return zip(weights, slopes).map { $0 * ($1 - pull) }
    }
}
