// The geometric mean of the losses.

import Catalogue
import RealModule

struct GeometricMean: Strategy {
    static let entry = Entry(
        "geometric_mean", aliases: ["gls"], summary: "The geometric mean of the losses, which must be positive.",
        formula: "GM = (Π(Lᵢ + ε))^(1/T); wᵢ = GM/(T·(Lᵢ + ε))",
        source: "Chennupati et al. (2019), MultiNet++; LibMTL GLS, TorchJD GeometricMean",
        example:
            #"{"tasks": ["scene", "depth"], "strategy": "geometric_mean", "losses": {"scene": 0.7, "depth": 1.1}}"#)
    static let traits = Traits(
        needs: [.losses], cost: "O(T)",
        invariants: ["Σ wᵢ·(Lᵢ + ε) is the total", "the direction does not depend on the units of the losses"],
        differences: ["LibMTL multiplies the losses, which overflows for many tasks, and reports other weights"],
        use: "Losses of very different sizes, none of them near 0.")
    static let options: [Option<Self>] = [
        .number("epsilon", \.epsilon, in: .nonNegative, "What is added to every loss.")
    ]

    var epsilon = 0.0

    func balance(_ problem: BalancingProblem) throws(BalancingFault) -> Balance {
        let losses = try PositiveLosses.check(problem, plus: epsilon)
        let mean = Double.exp(losses.reduce(0) { $0 + .log($1) } / Double(problem.count))
        return Balance(losses.map { mean / (Double(problem.count) * $0) }, total: mean)
    }
}
