// Each gradient loses what conflicts with the others, one after the other.

import Catalogue

struct PCGrad: Strategy {
    enum Order: String, CaseIterable {
        case random, sequential
    }

    enum Combination: String, CaseIterable {
        case sum, mean
    }

    static let entry = Entry(
        "pcgrad", aliases: ["projecting_conflicting_gradients"],
        summary: "Projects each gradient onto the normal plane of each other that it conflicts with, in random order.",
        formula: "gᵢ −= (gᵢ·gⱼ)/‖gⱼ‖²·gⱼ where gᵢ·gⱼ < 0, for each i and all j ≠ i; then the sum over i",
        source: "Yu et al. (2020), Gradient Surgery for Multi-Task Learning",
        example: #"{"tasks": ["scene", "depth"], "strategy": "pcgrad", "seed": 7, "gramian": [[18, -22], [-22, 38]]}"#)
    static let traits = Traits(
        needs: [.gramian], isRandom: true, cost: "O(T³)",
        invariants: ["without conflicts w = 1", "of two tasks: the order does not matter, and none conflicts"],
        differences: [
            "LibMTL also projects a gradient on itself, and adds 10⁻⁸ to denominators",
            "the orders are drawn from lossd's generator, not torch's",
            "sequential goes by the names of the tasks, and needs no seed",
        ],
        use: "The best known method of its kind; with three tasks and more it may still conflict with some.")
    static let options: [Option<Self>] = [
        .choice("order", \.order, "In which order a gradient meets the others."),
        .choice("reduction", \.reduction, "Whether the projected gradients are added or averaged."),
    ]

    var order = Order.random
    var reduction = Combination.sum

    var drawsNumbers: Bool { order == .random }

    func balance(_ problem: BalancingProblem) -> Balance {
        var generator = problem.generator
        var weights = problem.each(0)
        for index in weights.indices {
            let others = order == .random ? generator.shuffled(Array(weights.indices)) : Array(weights.indices)
            let projected = Self.projected(index, others, problem.gramian)
            for other in weights.indices { weights[other] += projected[other] }
        }
        return Balance(reduction == .sum ? weights : weights.map { $0 / Double(problem.count) })
    }

    /// One gradient after its projections, as a combination of all.
    private static func projected(_ index: Int, _ others: [Int], _ gramian: Matrix) -> [Double] {
        var combination = [Double](repeating: 0, count: gramian.size)
        combination[index] = 1
        // Its products with all gradients, which follow each projection.
        var products = (0..<gramian.size).map { gramian[index, $0] }
        for other in others where other != index && products[other] < 0 && gramian[other, other] > 0 {
            let share = products[other] / gramian[other, other]
            combination[other] -= share
            products.subtract(0, gramian.numbers, other * gramian.size, gramian.size, times: share)
        }
        return combination
    }
}
