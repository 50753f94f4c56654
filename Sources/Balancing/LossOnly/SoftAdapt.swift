// More weight for losses that rose since the last step.

import Catalogue
import RealModule

struct SoftAdapt: Strategy {
    enum Variant: String, CaseIterable {
        case ratio, difference, normalized
        case lossWeighted = "loss_weighted"
    }

    static let entry = Entry(
        "softadapt", aliases: ["soft_adapt"],
        summary: "Weighs by how the losses changed since the last step: those that rose get more.",
        formula: "w = T·softmax(Lᵢ/L'ᵢ); with differences w = T·softmax(β·(Lᵢ − L'ᵢ)), normalized by Σ|Lⱼ − L'ⱼ|, or "
            + "weighted by the losses; L' of the step before",
        source: "Heydari, Thompson and Mehmood (2019), SoftAdapt; the ratio as NVIDIA PhysicsNeMo (modulus-sym) has it",
        example: #"{"tasks": ["scene", "depth"], "strategy": "softadapt", "losses": {"scene": 0.7, "depth": 1.1}}"#)
    static let traits = Traits(
        needs: [.losses], memory: ["previous"], cost: "O(T)", invariants: ["Σw = T", "all 1 at the first step"],
        differences: ["the paper's forms sum to 1, here to T like the ratio"],
        use: "Losses of physics-informed networks that fall at different times.")
    static let options: [Option<Self>] = [
        .choice("variant", \.variant, "What of a change counts."),
        .number("beta", \.beta, in: .any, "What a difference is multiplied by."),
    ]

    var variant = Variant.ratio
    var beta = 0.1

    func balance(_ problem: BalancingProblem) throws(BalancingFault) -> Balance {
        if variant == .lossWeighted, let index = problem.losses.firstIndex(where: { $0 < 0 }) {
            throw BalancingFault(
                .lossOutOfRange, at: .loss(task: problem.tasks[index]),
                "loss_weighted multiplies by the losses, and that of \(problem.tasks[index]) is \(problem.losses[index])"
            )
        }
        let before = problem.memory.numbers("previous", or: problem.losses)
        let isFirst = problem.memory.isEmpty
        let shares = isFirst ? problem.each(1 / Double(problem.count)) : shares(problem.losses, before)
        return Balance(shares.map { $0 * Double(problem.count) }, memory: ["previous": problem.losses])
    }

    private func shares(_ losses: [Double], _ before: [Double]) -> [Double] {
        let differences = zip(losses, before).map { $0 - $1 }
        switch variant {
        case .ratio:
            return Softmax.of(zip(losses, before).map { $1 == 0 ? 1 : $0 / $1 })
        case .difference:
            return Softmax.of(differences.map { beta * $0 })
        case .normalized:
            let size = differences.reduce(0) { $0 + abs($1) }
            return Softmax.of(differences.map { size > 0 ? beta * $0 / size : 0 })
        case .lossWeighted:
            let weighted = zip(losses, Softmax.of(differences.map { beta * $0 })).map { $0 * $1 }
            let sum = weighted.reduce(0, +)
            return sum > 0 ? weighted.map { $0 / sum } : Softmax.of(differences.map { beta * $0 })
        }
    }
}
