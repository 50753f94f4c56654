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
        differences: ["an epoch's mean is over its steps, as TorchJD's; LibMTL weights batches by their size"],
        use: "Losses in different units that fall at different speeds; no tuning, no gradients.")
    static let options: [Option<Self>] = [
        .number("temperature", \.temperature, in: .positive, "τ: the larger, the closer the weights."),
        .integer("epoch_length", \.epochLength, in: 1...1_000_000_000, "How many steps make an epoch."),
    ]

    var temperature = 2.0
    var epochLength = 1

    func balance(_ problem: BalancingProblem) -> Balance {
        let none = problem.each(0)
        var count = problem.memory.numbers("count", or: none)
        var sum = problem.memory.numbers("sum", or: none)
        var epochs = problem.memory.numbers("epochs", or: none)
        var last = problem.memory.numbers("last", or: none)
        var previous = problem.memory.numbers("previous", or: none)
        let ratios = problem.tasks.indices.map { index in
            epochs[index] >= 2 && previous[index] != 0 ? last[index] / previous[index] : 1
        }
        let weights = Softmax.weights(ratios.map { $0 / temperature })
        for (index, loss) in problem.losses.enumerated() {
            count[index] += 1
            sum[index] += loss
            guard count[index] >= Double(epochLength) else { continue }
            previous[index] = last[index]
            last[index] = sum[index] / count[index]
            epochs[index] = min(epochs[index] + 1, 2)
            (count[index], sum[index]) = (0, 0)
        }
        return Balance(
            weights, memory: ["count": count, "epochs": epochs, "last": last, "previous": previous, "sum": sum])
    }
}
