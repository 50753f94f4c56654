// New random weights at every step.

import Catalogue
import RealModule

struct RandomLossWeighting: Strategy {
    enum Distribution: String, CaseIterable {
        case normalSoftmax = "normal_softmax"
        case dirichlet, uniform
    }

    static let entry = Entry(
        "random_loss_weighting", aliases: ["rlw", "random"],
        summary: "Weights drawn anew at every step, positive and with sum 1.",
        formula: "Σ cᵢ·Lᵢ with c = softmax(z), z normal; or of Dirichlet(1); or uniform numbers over their sum",
        source:
            "Lin, Ye, Zhang and Tsang (2022), Reasonable Effectiveness of Random Weighting; LibMTL RLW, TorchJD Random",
        example: #"{"tasks": ["scene", "depth"], "strategy": "rlw", "seed": 7, "losses": {"scene": 0.7, "depth": 1.1}}"#
    )
    static let traits = Traits(
        needs: [], isRandom: true, cost: "O(T)",
        invariants: ["Σw = 1", "w > 0", "the same seed and step give the same weights"],
        use: "A baseline that hand-tuned weights should beat.")
    static let options: [Option<Self>] = [
        .choice("distribution", \.distribution, "Where the weights are drawn from.")
    ]

    var distribution = Distribution.normalSoftmax

    func balance(_ problem: BalancingProblem) -> Balance {
        var generator = problem.generator
        switch distribution {
        case .normalSoftmax:
            return Balance(Softmax.of(problem.tasks.map { _ in generator.normal() }))
        case .dirichlet:
            return Balance(Softmax.shares(problem.tasks.map { _ in -Double.log(generator.uniform()) }))
        case .uniform:
            return Balance(Softmax.shares(problem.tasks.map { _ in generator.uniform() }))
        }
    }
}
