// More weight for losses that fall more slowly, by the means of epochs.

import Catalogue

struct DynamicWeightAverage: Strategy {
    static let entry = Entry(
        "dwa", aliases: ["dynamic_weight_average"],
        summary: "Weighs by how fast the mean losses of the last two epochs fell: slow ones get more.",
        formula: "w = T·softmax(r/τ), rᵢ = mean loss of the last epoch over that of the one before",
        source: "Liu, Johns and Davison (2019), End-to-End Multi-Task Learning with Attention",
        example:
            #"{"tasks": ["scene", "depth"], "strategy": "dwa", "parameters": {"epoch_length": 100}, "losses": {"scene": 0.7, "depth": 1.1}}"#
    )
    static let traits = Traits(
        needs: [.losses], memory: ["count", "sum", "epochs", "last", "previous"], cost: "O(T)",
        invariants: [
            "Σw = T", "all 1 until two epochs are over", "the weights do not depend on the units of the losses",
        ],
        differences: ["an epoch's mean is over its steps, as TorchJD's; LibMTL weighs batches by their size"],
        use: "Losses in different units that fall at different speeds; no tuning, no gradients.")
    static let options: [Option<Self>] = [
        .number("temperature", \.temperature, in: .positive, "τ: the larger, the closer the weights."),
        .integer("epoch_length", \.epochLength, in: 1...1_000_000_000, "How many steps make an epoch."),
    ]

    var temperature = 2.0
    var epochLength = 1

    func balance(_ problem: BalancingProblem) -> Balance {
        let ratios = problem.memory.map { memory in
            guard memory["epochs", default: 0] >= 2, let last = memory["last"], let previous = memory["previous"],
                previous != 0
            else { return 1.0 }
            return last / previous
        }
        let weights = Softmax.weights(ratios.map { $0 / temperature })
        return Balance(weights, memory: zip(problem.memory, problem.losses).map { advanced($0, by: $1) })
    }

    /// What is remembered once a loss was added to the epoch.
    private func advanced(_ memory: TaskMemory, by loss: Double) -> TaskMemory {
        let count = memory["count", default: 0] + 1
        let sum = memory["sum", default: 0] + loss
        let epochs = memory["epochs", default: 0]
        let (last, previous) = (memory["last", default: 0], memory["previous", default: 0])
        guard count >= Double(epochLength) else {
            return ["count": count, "sum": sum, "epochs": epochs, "last": last, "previous": previous]
        }
        return ["count": 0, "sum": 0, "epochs": min(epochs + 1, 2), "last": sum / count, "previous": last]
    }
}
