// A learned scale for each loss that brings all scaled losses to 1.

import Catalogue
import RealModule

struct ImpartialLoss: LearningStrategy {
    static let entry = Entry(
        "imtl_l", aliases: ["imtll"],
        summary: "Impartial multi-task learning, its half for losses: a learned scale for each.",
        formula: "Σ exp(sᵢ)·Lᵢ − sᵢ",
        source: "Liu et al. (2021), Towards Impartial Multi-task Learning; TorchJD IMTLL",
        example: #"{"tasks": ["scene", "depth"], "strategy": "imtl_l", "losses": {"scene": 0.7, "depth": 1.1}}"#)
    static let traits = Traits(
        needs: [.losses], memory: Self.learnedMemory, cost: "O(T)",
        invariants: ["once s is constant, wᵢ·Lᵢ = 1", "twice the total of uncertainty with −s"],
        differences: ["LibMTL joins it with IMTL-G in one method"],
        use: "As uncertainty, without its factor of a half.")
    static let learned = "log_scale"
    static let options: [Option<Self>] =
        [.perTask("initial_log_scale", \.initial, in: .any, "Where s begins.")] + optimizerOptions

    var initial = PerTask(0)
    var optimizer = Optimizer()

    func balance(_ problem: BalancingProblem) -> Balance {
        var learned = recall(problem, or: initial.values(of: problem.tasks, or: 0))
        let weights = learned.numbers.map { Double.exp($0) }
        var total = 0.0
        for (index, loss) in problem.losses.enumerated() {
            let weighted = weights[index] * loss
            total = total + weighted - learned.numbers[index]
            optimizer.step(&learned, at: index, gradient: weighted - 1)
        }
        return Balance(weights, total: total, memory: learned.memory(Self.learned))
    }
}
