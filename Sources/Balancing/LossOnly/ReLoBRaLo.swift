// Relative loss balancing with random lookback.

import Catalogue

struct ReLoBRaLo: Strategy {
    static let entry = Entry(
        "relobralo", aliases: ["relative_loss_balancing"],
        summary: "Weighs by how the losses changed since the last step, and now and then since the first.",
        formula:
            "λ = α·(ρ·λ' + (1 − ρ)·b(L⁰)) + (1 − α)·b(L'), b(l) = T·softmax(Lᵢ/(τ·lᵢ + ε)), ρ = 1 with probability β",
        source: "Bischof and Kraus (2021), Multi-Objective Loss Balancing for Physics-Informed Deep Learning",
        example:
            #"{"tasks": ["pde", "boundary"], "strategy": "relobralo", "seed": 1, "losses": {"pde": 0.7, "boundary": 1.1}}"#
    )
    static let traits = Traits(
        needs: [.losses], memory: ["initial", "previous", "weight"], isRandom: true, cost: "O(T)",
        invariants: ["Σw = T while the same tasks take part", "all 1 at the first step"],
        use: "Losses of physics-informed networks; the lookback keeps early successes from being forgotten.")
    static let options: [Option<Self>] = [
        .number("alpha", \.alpha, in: .closed(0, 1), "How much of the past is kept."),
        .number("beta", \.beta, in: .closed(0, 1), "How often the past is the step before and not the first."),
        .number("temperature", \.temperature, in: .positive, "τ: the larger, the closer the weights."),
        .number("epsilon", \.epsilon, in: .nonNegative, "What is added to every loss that is divided by."),
    ]

    var alpha = 0.95
    var beta = 0.99
    var temperature = 1.0
    var epsilon = 1e-8

    func balance(_ problem: BalancingProblem) -> Balance {
        var generator = problem.generator
        return balance(problem, looksBack: generator.uniform() >= beta)
    }

    /// The same, with the draw given: whether the first step counts.
    func balance(_ problem: BalancingProblem, looksBack: Bool) -> Balance {
        let initial = problem.memory.numbers("initial", or: problem.losses)
        let weights = problem.memory.isEmpty ? problem.each(1) : next(problem, initial, looksBack: looksBack)
        return Balance(weights, memory: ["initial": initial, "previous": problem.losses, "weight": weights])
    }

    private func next(_ problem: BalancingProblem, _ initial: [Double], looksBack: Bool) -> [Double] {
        let previous = problem.memory.numbers("previous", or: problem.losses)
        let past =
            looksBack ? balance(problem.losses, initial) : problem.memory.numbers("weight", or: problem.each(1))
        let recent = balance(problem.losses, previous)
        return zip(past, recent).map { alpha * $0 + (1 - alpha) * $1 }
    }

    /// T·softmax of the losses over earlier ones.
    private func balance(_ losses: [Double], _ earlier: [Double]) -> [Double] {
        Softmax.weights(zip(losses, earlier).map { $0 / (temperature * $1 + epsilon) })
    }
}
