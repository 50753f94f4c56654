// Fast adaptive multitask optimization: weights that make every loss fall at the same rate.

import Catalogue
import RealModule

struct FAMO: LearningStrategy {
    static let entry = Entry(
        "famo", aliases: ["fast_adaptive_multitask_optimization"],
        summary: "Weights that make the logarithms of all losses fall alike, learned from how they fell.",
        formula: "Σ zᵢ/c·log Dᵢ, z = softmax(ξ), Dᵢ = Lᵢ − bᵢ + 10⁻⁸, c = Σ zⱼ/Dⱼ held constant; wᵢ = zᵢ/Dᵢ/c",
        source: "Liu, Feng, Stone and Liu (2023), FAMO: Fast Adaptive Multitask Optimization",
        example: #"{"tasks": ["scene", "depth"], "strategy": "famo", "losses": {"scene": 0.7, "depth": 1.1}}"#)
    static let traits = Traits(
        needs: [.losses], memory: Self.learnedMemory + ["previous"], cost: "O(T)",
        invariants: ["Σw = 1", "w > 0", "with ξ = 0 and no minimum losses w is in proportion to 1/L"],
        differences: [
            "ξ is stepped by the losses after the step where losses_after has them (as the paper), else by those of the "
                + "next call, of another batch",
            "the default weight decay is that of LibMTL and TorchJD; the authors' repository has 1e-5",
        ],
        use: "Many tasks without the cost of their gradients.")
    static let learned = "logit"
    static let options: [Option<Self>] =
        [.perTask("minimum_losses", \.minimumLosses, in: .any, "b: what each loss could be at best.")]
        + optimizerOptions

    var minimumLosses = PerTask(0)
    var optimizer = Optimizer(learningRate: 0.025, weightDecay: 1e-3)

    func balance(_ problem: BalancingProblem) throws(BalancingFault) -> Balance {
        let floors = minimumLosses.values(of: problem.tasks, or: 0)
        let distances = try distances(problem.losses, floors, problem)
        let learned = try stepped(problem, floors)
        let z = Softmax.of(learned.numbers)
        let rates = zip(z, distances).map { $0 / $1 }
        let c = rates.reduce(0, +)
        let total = zip(z, distances).reduce(0) { $0 + $1.0 / c * .log($1.1) }
        let memory = learned.memory(Self.learned).with("previous", problem.losses)
        return Balance(rates.map { $0 / c }, total: total, memory: memory)
    }

    /// How far the losses are from the best there could be.
    private func distances(
        _ losses: [Double], _ floors: [Double], _ problem: BalancingProblem
    ) throws(BalancingFault) -> [Double] {
        let distances = zip(losses, floors).map { $0 - $1 + 1e-8 }
        if let index = distances.firstIndex(where: { !($0 > 0) }) {
            throw BalancingFault(
                .lossOutOfRange, at: .loss(task: problem.tasks[index]),
                "the loss of \(problem.tasks[index]) is \(losses[index]), not above its minimum_losses \(floors[index])"
            )
        }
        return distances
    }

    /// ξ after what the last step did to the losses.
    private func stepped(
        _ problem: BalancingProblem, _ floors: [Double]
    ) throws(BalancingFault) -> Optimizer.Learned {
        var learned = recall(problem, or: problem.each(0))
        guard !problem.memory.isEmpty else { return learned }
        let before = problem.memory.numbers("previous", or: problem.losses)
        let after = try distances(problem.lossesAfter ?? problem.losses, floors, problem)
        let earlier = try distances(before, floors, problem)
        let z = Softmax.of(learned.numbers)
        let gains = zip(earlier, after).map { Double.log($0) - .log($1) }
        let mean = z.dot(gains)
        for index in z.indices { optimizer.step(&learned, at: index, gradient: z[index] * (gains[index] - mean)) }
        return learned
    }
}
