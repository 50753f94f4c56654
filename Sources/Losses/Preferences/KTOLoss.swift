// Kahneman-Tversky optimisation: answers that are desirable or not, without pairs.

import Catalogue
import RealModule

struct KTOLoss: Loss {
    enum Form: String, CaseIterable, Sendable {
        case kto
        case apoZeroUnpaired = "apo_zero_unpaired"
    }

    static let entry = Entry(
        "kto", aliases: ["kto_loss"],
        summary:
            "Kahneman-Tversky optimisation: answers that are desirable or not, each against the divergence of the policy.",
        formula:
            "w·(1 − σ(y·β·(x − kl))), x = policy − reference, y = 1 and w = desirable_weight for label 1, y = −1 and w = "
            + "undesirable_weight for label 0; kl = max(0, kl or the mean of kl_policy_logps − kl_reference_logps), a constant; "
            + "apo_zero_unpaired: kl = 0",
        denominator: "the number of answers, whatever their labels and weights",
        inputs: [
            Input(
                "policy_logps", .logProbability, shape: "(P), or tokens: (P, T) or packed", gradient: .byDefault,
                expects: .tokenLogProbabilities, lengths: "answer_lengths",
                "The policy's log-probabilities of the answers, summed over tokens."),
            Input(
                "reference_logps", .logProbability, shape: "policy_logps's", required: false, gradient: .onRequest,
                expects: .tokenLogProbabilities, lengths: "answer_lengths",
                "The reference's; without them, they count as 0."),
            Input("labels", .label, shape: "(P)", gradient: .never, "1 for a desirable answer, 0 for one that is not."),
            Input("kl", .number, shape: "()", required: false, gradient: .never, "The divergence, where it is known."),
            Input(
                "kl_policy_logps", .logProbability, shape: "(K)", required: false, gradient: .never,
                expects: .tokenLogProbabilities,
                "The policy's log-probabilities of mismatched answers, of which kl is estimated."),
            Input(
                "kl_reference_logps", .logProbability, shape: "(K)", required: false, gradient: .never,
                expects: .tokenLogProbabilities,
                "The reference's, of the same."),
            Input(
                "answer_lengths", .length, shape: "(P)", required: false, gradient: .never,
                "How many tokens each answer has."),
            Input(
                "answer_mask", .number, shape: "policy_logps's", required: false, gradient: .never,
                lengths: "answer_lengths",
                "Which tokens of the answers count; with log_prob_level token."),
        ],
        source: "trl.KTOTrainer 1.16; Ethayarajh et al. (2024), KTO",
        example:
            #"{"loss": "kto", "policy_logps": [-12.0, -9.0], "reference_logps": [-12.5, -8.0], "labels": [1, 0], "kl": 0.25}"#
    )

    static let options: [Option<Self>] = [
        .number("beta", \.beta, in: .positive, "How closely the policy is held to the reference."),
        .number("desirable_weight", \.desirable, in: .nonNegative, "The weight of desirable answers."),
        .number("undesirable_weight", \.undesirable, in: .nonNegative, "The weight of undesirable answers."),
        .choice("loss_type", \.lossType, "Whether rewards are compared with the divergence, or with 0."),
        .choice(
            "log_prob_level", \.level,
            "Whether log-probabilities are those of whole answers, summed, or of their tokens."),
    ]

    var beta = 0.1
    var desirable = 1.0
    var undesirable = 1.0
    var lossType = Form.kto
    var level = LogProbLevel.sequence

    package static var diagnosticCount: Int { 8 }
    package static func work(_ shapes: NamedList<[Int]>) -> Int {
        max(1, Work.sum(shapes.values.map { Work.product($0 + [2]) }))
    }
    package static func itemShape(_ shapes: NamedList<[Int]>) -> [Int] { shapes["labels"] ?? [] }
    package static func scratchBytes(_ shapes: NamedList<[Int]>, isReduced: Bool) -> Int {
        Work.product([96, max(Work.product(shapes["labels"] ?? []), 1)])
    }

    package var readerAppliesMask: Bool { level == .token }

    package func reader<Scalar: LossScalar>(_ problem: Problem<Scalar>, _ name: String) -> (Int) -> Bool {
        guard level == .token, ["policy_logps", "reference_logps"].contains(name) else { return { _ in true } }
        return AnswerLogProbs.reader(name, side: "answer", problem)
    }

    package func evaluate(_ problem: Problem<Float>) throws(LossFaults) -> Evaluation<Float> {
        try KTOProblem(self, problem).evaluate()
    }

    package func evaluate(_ problem: Problem<Double>) throws(LossFaults) -> Evaluation<Double> {
        try KTOProblem(self, problem).evaluate()
    }
}

/// One problem of `kto`.
private struct KTOProblem<Scalar: LossScalar> {
    private let loss: KTOLoss
    private let problem: Problem<Scalar>
    private let policy: AnswerLogProbs<Scalar>
    private let reference: AnswerLogProbs<Scalar>?
    private let labels: Tensor<Scalar>
    private let items: ItemWeights<Scalar>
    private let reducer: Reducer<Scalar>
    private let kl: Double
    private let work: Int

    init(_ loss: KTOLoss, _ problem: Problem<Scalar>) throws(LossFaults) {
        self.loss = loss
        self.problem = problem
        try problem.checkExtents()
        policy = try AnswerLogProbs("policy_logps", side: "answer", problem, loss.level)
        reference =
            problem.tensors["reference_logps"] == nil
            ? nil : try AnswerLogProbs("reference_logps", side: "answer", problem, loss.level)
        if let reference { try reference.checkShape(of: policy) }
        labels = try problem.tensor("labels")
        let shape = policy.itemShape
        for (name, other) in [("labels", labels.shape), ("reference_logps", reference?.itemShape ?? shape)]
        where other != shape {
            throw LossFaults(
                .shapeMismatch, at: .tensor(name), "\(name) is of shape \(other), and the answers of \(shape)")
        }
        if let index = labels.values.firstIndex(where: { $0 != 0 && $0 != 1 }) {
            throw LossFaults(
                .outOfDomain, at: .tensor("labels", element: index),
                "the label \(labels.values[index]) is neither 0 nor 1")
        }
        work = Work.product(shape + [2])
        try problem.checkWork(work, of: "policy_logps")
        items = try ItemWeights.checked(problem, shape: shape)
        reducer = Reducer(problem, items: items, denominator: items.sum)
        kl = try Self.divergence(loss, problem)
    }

    private static func divergence(_ loss: KTOLoss, _ problem: Problem<Scalar>) throws(LossFaults) -> Double {
        let (policy, reference) = (problem.tensors["kl_policy_logps"], problem.tensors["kl_reference_logps"])
        let given = problem.tensors["kl"]
        guard policy?.shape == reference?.shape, given == nil || policy == nil else {
            throw LossFaults(
                given != nil && policy != nil ? .optionConflict : .shapeMismatch, at: .tensor("kl_policy_logps"),
                given != nil && policy != nil
                    ? "give kl, or the log-probabilities that it is estimated of"
                    : "kl_policy_logps and kl_reference_logps go together, and have one shape")
        }
        guard given?.values.count ?? 1 == 1 else {
            throw LossFaults(.shapeMismatch, at: .tensor("kl"), "kl is one number, not of shape \(given?.shape ?? [])")
        }
        if loss.lossType == .apoZeroUnpaired { return 0 }
        if let given { return larger(Double(given.values[0]), 0) }
        guard let policy, let reference, !policy.values.isEmpty else { return 0 }
        var sum = CompensatedSum()
        for (own, other) in zip(policy.values, reference.values) { sum.add(Double(own) - Double(other)) }
        return larger(sum.value / Double(policy.values.count), 0)
    }

    private static func larger(_ a: Double, _ b: Double) -> Double { a.isNaN || a > b ? a : b }

    func evaluate() -> Evaluation<Scalar> {
        if problem.isOnlyChecked { return .checked(elementCount: work) }
        let own = policy.sums(of: items)
        let other = reference?.sums(of: items)
        var (costs, slopes) = ([Double](repeating: 0, count: items.count), [Double](repeating: 0, count: items.count))
        var (chosen, rejected) = ((sum: 0.0, count: 0.0), (sum: 0.0, count: 0.0))
        for item in own.indices where !items.leavesOut(item) {
            let isDesirable = labels.values[item] == 1
            let (weight, sign) = isDesirable ? (loss.desirable, 1.0) : (loss.undesirable, -1.0)
            let advantage = own[item] - (other?[item] ?? 0)
            let score = sign * loss.beta * (advantage - kl)
            costs[item] = weight * Double.sigmoid(-score)
            slopes[item] =
                -weight * sign * loss.beta * Double.sigmoid(score) * Double.sigmoid(-score) * reducer.scale(item)
            if isDesirable {
                chosen = (chosen.sum + loss.beta * advantage, chosen.count + 1)
            } else {
                rejected = (rejected.sum + loss.beta * advantage, rejected.count + 1)
            }
        }
        if problem.isSafe, costs.contains(where: \.isNaN), !problem.holdsNaN { costs = costs.map(Settling.cost) }
        var gradients: NamedList<Tensor<Scalar>> = [:]
        if problem.gradients.contains("policy_logps") {
            gradients["policy_logps"] = policy.gradient(slopes, shape: items.shape)
        }
        if let reference, problem.gradients.contains("reference_logps") {
            gradients["reference_logps"] = reference.gradient(slopes.map { 0 - $0 }, shape: items.shape)
        }
        var diagnostics: [LossDiagnostic] = [("examples", chosen.count + rejected.count), ("kl", kl)]
        if chosen.count > 0 { diagnostics.append(("rewards_chosen", chosen.sum / chosen.count)) }
        if rejected.count > 0 { diagnostics.append(("rewards_rejected", rejected.sum / rejected.count)) }
        if chosen.count > 0, rejected.count > 0 {
            diagnostics.append(("rewards_margins", chosen.sum / chosen.count - rejected.sum / rejected.count))
        }
        return Evaluation(
            loss: reducer.reduce(costs), denominator: Scalar(reducer.denominator),
            gradients: problem.settled(gradients),
            warnings: reducer.warning(problem, input: "policy_logps").map { [$0] } ?? [], diagnostics: diagnostics,
            elementCount: work, counts: items.countsAny)
    }
}
