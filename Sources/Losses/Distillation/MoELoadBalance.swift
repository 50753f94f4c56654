// How evenly a router spreads tokens over experts.

import Catalogue
import RealModule

struct MoELoadBalance: Loss {
    static let entry = Entry(
        "moe_load_balance", aliases: [],
        summary: "Auxiliary loss of a mixture of experts: smallest where tokens are spread evenly over the experts.",
        formula:
            "E·Σ_e f_e·P_e, P_e the mean probability of expert e, f_e the share of tokens whose top_k most likely experts contain it, a "
            + "constant; divided by top_k with divide_by_top_k; plus z_loss times the mean of the squared logarithm of the sum of eˣ",
        denominator:
            "the number of tokens that count, of all layers together; answers do not merge, since this is a product of means",
        kinks: "Between equally likely experts, the one of the lower index counts.", reductions: ["mean"],
        inputs: [
            Input(
                "router_logits", .logit, shape: "(N, E) or (L, N, E)", gradient: .byDefault, expects: .anything,
                "The router's scores of the experts, for each token of each layer.")
        ],
        source:
            "load_balancing_loss_func of transformers 5.24; Fedus et al. (2022), Switch Transformers; Zoph et al. (2022), ST-MoE",
        example:
            #"{"loss": "moe_load_balance", "router_logits": [[1.0, 0.0, -1.0], [0.5, 0.25, 0.0], [2.0, -1.0, 0.5]]}"#)

    static let options: [Option<Self>] = [
        .integer("top_k", \.topK, in: 1...65536, "How many experts a token goes to."),
        .boolean("divide_by_top_k", \.dividesByTopK, "Whether the loss is divided by top_k."),
        .number("z_loss", \.zLoss, in: .nonNegative, "The weight of the squared logarithm of the sum of eˣ."),
    ]

    var topK = 2
    var dividesByTopK = false
    var zLoss = 0.0

    package static var diagnosticCount: Int { 6 }
    package static func work(_ shapes: NamedList<[Int]>) -> Int { Work.product((shapes["router_logits"] ?? []) + [4]) }
    package static func itemShape(_ shapes: NamedList<[Int]>) -> [Int] { [] }

    package static func scratchBytes(_ shapes: NamedList<[Int]>, isReduced: Bool) -> Int {
        Work.sum([Work.product([64, max((shapes["router_logits"] ?? []).lastSize, 1)]), 4096])
    }

    package func evaluate(_ problem: Problem<Float>) throws(LossFaults) -> Evaluation<Float> {
        try RouterProblem(self, problem).evaluate()
    }

    package func evaluate(_ problem: Problem<Double>) throws(LossFaults) -> Evaluation<Double> {
        try RouterProblem(self, problem).evaluate()
    }
}

/// One problem of `moe_load_balance`.
private struct RouterProblem<Scalar: LossScalar> {
    private let loss: MoELoadBalance
    private let problem: Problem<Scalar>
    private let logits: Tensor<Scalar>
    private let experts: Int
    private let tokens: Int
    private let rows: Int
    private let mask: [Scalar]?
    private let work: Int

    init(_ loss: MoELoadBalance, _ problem: Problem<Scalar>) throws(LossFaults) {
        self.loss = loss
        self.problem = problem
        try problem.checkExtents()
        logits = try problem.tensor("router_logits")
        let shape = logits.shape
        guard shape.count == 2 || shape.count == 3 else {
            throw LossFaults(
                .shapeMismatch, at: .tensor("router_logits"),
                "router_logits has shape \(shape); this loss takes (N, E) or (L, N, E)")
        }
        experts = shape.lastSize
        tokens = shape[shape.count - 2]
        rows = experts == 0 ? 0 : logits.values.count / experts
        guard loss.topK <= experts else {
            throw LossFaults(
                .optionConflict, at: .option("top_k"), "top_k \(loss.topK) is above the number of experts, \(experts)")
        }
        guard problem.sampleWeight == nil else {
            throw LossFaults(
                .optionConflict, at: .sampleWeight,
                "moe_load_balance takes no sample_weight: its means are over the tokens that count")
        }
        try Reducer.checkGradOutput(problem, shape: [])
        mask = try problem.mask.map { mask throws(LossFaults) in
            guard mask.shape == [shape[shape.count - 2]] else {
                throw LossFaults(
                    .shapeMismatch, at: .mask(),
                    "mask has shape \(mask.shape); there are \(shape[shape.count - 2]) tokens")
            }
            if let index = mask.values.firstIndex(where: { $0 != 0 && $0 != 1 }) {
                throw LossFaults(.invalidMask, at: .mask(element: index), "\(mask.values[index]) is neither 0 nor 1")
            }
            return mask.values
        }
        work = MoELoadBalance.work(problem.shapes)
        try problem.checkWork(work, of: "router_logits")
    }

    private func counts(_ row: Int) -> Bool { mask?[row % max(tokens, 1)] != 0 }

    /// The probabilities of a row, and the logarithm of the sum of the powers.
    private func probabilities(_ row: Int, into result: inout [Double]) -> Double {
        var largest = -Double.infinity
        for expert in 0..<experts { largest = max(largest, Double(logits.values[row * experts + expert])) }
        var sum = 0.0
        for expert in 0..<experts {
            result[expert] = .exp(Double(logits.values[row * experts + expert]) - largest)
            sum += result[expert]
        }
        for expert in 0..<experts { result[expert] /= sum }
        return largest + .log(sum)
    }

    func evaluate() -> Evaluation<Scalar> {
        if problem.isOnlyChecked { return .checked(elementCount: work) }
        var shares = [Double](repeating: 0, count: experts)
        var means = [CompensatedSum](repeating: CompensatedSum(), count: experts)
        var row = [Double](repeating: 0, count: experts)
        var (squares, count) = (CompensatedSum(), 0.0)
        for index in 0..<rows where counts(index) {
            count += 1
            let logarithm = probabilities(index, into: &row)
            squares.add(logarithm * logarithm)
            for expert in 0..<experts { means[expert].add(row[expert]) }
            let order = (0..<experts).sorted { row[$0] == row[$1] ? $0 < $1 : row[$0] > row[$1] }
            for expert in order.prefix(loss.topK) { shares[expert] += 1 }
        }
        let denominator = problem.denominator ?? count
        let isZero = denominator == 0 && problem.isSafe
        shares = shares.map { $0 / count }
        let scale = Double(experts) / (loss.dividesByTopK ? Double(loss.topK) : 1)
        var balance = CompensatedSum()
        for expert in 0..<experts { balance.add(shares[expert] * means[expert].value) }
        let (balanceLoss, zLoss) = (scale * balance.value / denominator, loss.zLoss * squares.value / denominator)
        let nothing = problem.denominator != nil && count == 0
        let value = isZero || nothing ? 0 : balanceLoss + (loss.zLoss == 0 ? 0 : zLoss)
        var gradients: NamedList<Tensor<Scalar>> = [:]
        if problem.gradients.contains("router_logits") {
            var gradient = [Scalar](repeating: 0, count: logits.values.count)
            for index in 0..<rows where counts(index) {
                let logarithm = probabilities(index, into: &row)
                var inner = CompensatedSum()
                for expert in 0..<experts { inner.add(shares[expert] * row[expert]) }
                for expert in 0..<experts {
                    let slope =
                        scale * row[expert] * (shares[expert] - inner.value) + 2 * loss.zLoss * logarithm * row[expert]
                    gradient[index * experts + expert] = Scalar(0 + slope / denominator * problem.upstream)
                }
            }
            gradients["router_logits"] = Tensor(shape: logits.shape, values: gradient)
        }
        var diagnostics: [LossDiagnostic] = [
            ("tokens", count), ("balance_loss", balanceLoss),
            ("expert_fraction_max", (shares.max() ?? .nan) / Double(loss.topK)),
            ("expert_fraction_min", (shares.min() ?? .nan) / Double(loss.topK)),
        ]
        if loss.zLoss != 0 { diagnostics.append(("z_loss", zLoss)) }
        return Evaluation(
            loss: Tensor(Scalar(problem.isSafe && !problem.holdsNaN ? Settling.cost(value) : value)),
            denominator: Scalar(denominator), gradients: problem.settled(gradients),
            warnings: warnings(count), diagnostics: diagnostics, elementCount: work, counts: count > 0)
    }

    private func warnings(_ count: Double) -> [LossWarning] {
        guard count == 0 else { return [] }
        return rows == 0
            ? [LossWarning(code: .empty, place: .tensor("router_logits"), detail: "there are no tokens")]
            : [LossWarning(code: .allIgnored, place: .mask(), detail: "every token is excluded")]
    }
}
