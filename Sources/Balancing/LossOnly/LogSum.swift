// The sum of the logarithms of the losses.

import Catalogue
import RealModule

struct LogSum: Strategy {
    static let entry = Entry(
        "log_sum", aliases: ["scale_invariant"],
        summary: "The sum of the logarithms of the losses, which must be positive.",
        formula: "Σ log(Lᵢ + ε); wᵢ = 1/(Lᵢ + ε)",
        source: "Navon et al. (2022), Multi-Task Learning as a Bargaining Game, as the baseline SI",
        example: #"{"tasks": ["scene", "depth"], "strategy": "log_sum", "losses": {"scene": 0.7, "depth": 1.1}}"#)
    static let traits = Traits(
        needs: [.losses], cost: "O(T)",
        invariants: ["wᵢ·(Lᵢ + ε) = 1", "the direction does not depend on the units of the losses"],
        use: "The first thing to try when losses differ in size.")
    static let options: [Option<Self>] = [
        .number("epsilon", \.epsilon, in: .nonNegative, "What is added to every loss.")
    ]

    var epsilon = 0.0

    func balance(_ problem: BalancingProblem) throws(BalancingFault) -> Balance {
        let losses = try PositiveLosses.check(problem, plus: epsilon)
        return Balance(losses.map { 1 / $0 }, total: losses.reduce(0) { $0 + .log($1) })
    }
}
