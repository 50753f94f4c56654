// Distillation over some entries of the vocabulary.

import Catalogue
import RealModule

struct DistillationTopKKL: Diverging {
    enum Tail: String, CaseIterable, Sendable { case none, bucket, renormalize }

    static let main = "student_log_probs"
    static let trailing = 1

    static let entry = Entry(
        "distillation_topk_kl", aliases: [],
        summary:
            "Divergence between a teacher's and a student's log-probabilities of some tokens, such as the teacher's most likely ones.",
        formula: Divergence.formula
            + "; over the K entries whose teacher is not −∞; renormalize: each less the logarithm of their sum; bucket: "
            + "with one more entry for all others",
        denominator: TokenTexts.denominator,
        kinks: "At and beyond log_prob_min, loss_max and 0 with clamp_negative: 0.", reductions: Reduction.ofTokens,
        inputs: [
            Input(
                "student_log_probs", .logProbability, shape: "(B, T, K), (N, K) with lengths, or (T, K)",
                gradient: .byDefault, expects: .tokenLogProbabilities,
                "The student's log-probabilities of the chosen entries."),
            Input(
                "teacher_log_probs", .logProbability, shape: "student_log_probs's", gradient: .never,
                expects: .tokenLogProbabilities, "The teacher's; an entry of −∞ is padding."),
            TokenInputs.lengths,
        ],
        source: "trl's distillation over a server, 1.16; forward_kl_topk of verl 0.9.1; DistillationLossFn of NeMo-RL",
        example: #"{"loss": "distillation_topk_kl", "student_log_probs": [[-0.5, -1.5, -3.0], [-1.0, -1.25, -2.0]], "#
            + #""teacher_log_probs": [[-0.25, -2.0, -4.0], [-1.5, -0.75, "-Infinity"]]}"#)

    static let options: [Option<Self>] =
        divergenceOptions + [
            .choice("tail", \.tail, "What becomes of the probability of all other entries."),
            .number("log_prob_min", \.smallest, in: .any, "The smallest log-probability that is used, of both."),
            .boolean("clamp_negative", \.clampsNegative, "Whether a token costs at least 0."),
            .number("loss_max", \.largest, in: .positive, "The largest absolute cost of a token."),
            TokenInputs.horizon(\.horizon),
        ]

    var divergence = Divergence()
    var tail = Tail.none
    var smallest = -Double.infinity
    var clampsNegative = false
    var largest = Double.infinity
    var horizon: Double?
    var isSafe = false

    package static var diagnosticCount: Int { 4 }
    package static func work(_ shapes: NamedList<[Int]>) -> Int {
        Work.product((shapes[main] ?? []) + [3])
    }
    package func evaluate(_ problem: Problem<Float>) throws(LossFaults) -> Evaluation<Float> {
        try TokenRowEngine(ChosenRows(self, problem), problem, horizon: horizon, work: Self.work(problem.shapes))
            .evaluate()
    }

    package func evaluate(_ problem: Problem<Double>) throws(LossFaults) -> Evaluation<Double> {
        try TokenRowEngine(ChosenRows(self, problem), problem, horizon: horizon, work: Self.work(problem.shapes))
            .evaluate()
    }
}

/// The rows of one problem of `distillation_topk_kl`.
private struct ChosenRows<Scalar: LossScalar>: TokenRows {
    static var main: String { DistillationTopKKL.main }

    /// From this sum of the logarithms on, nothing is left for the bucket.
    private static var fullMass: Double { -1e-7 }

    private let loss: DistillationTopKKL
    let layout: TokenLayout<Scalar>
    let width: Int
    private let student: [Scalar]
    private let teacher: [Scalar]
    private var slopes: [Double]
    private var studentMass = CompensatedSum()
    private var teacherMass = CompensatedSum()

    init(_ loss: DistillationTopKKL, _ problem: Problem<Scalar>) throws(LossFaults) {
        self.loss = loss
        try loss.checkDivergence()
        let pair = try TokenRowPair(Self.main, "teacher_log_probs", problem)
        (layout, width, student, teacher) = (pair.layout, pair.width, pair.main, pair.other)
        slopes = []
    }

    /// The logarithm of the sum of the powers.
    private static func logSum(_ logarithms: [Double]) -> Double {
        guard let largest = logarithms.max(), largest > -.infinity else { return -.infinity }
        return largest + .log(logarithms.reduce(0) { $0 + .exp($1 - largest) })
    }

    mutating func begin() { slopes = [Double](repeating: 0, count: width) }

    mutating func evaluate(_ token: Int, wantsSlopes: Bool) -> Double {
        let start = token * width
        let support = (0..<width).filter { teacher[start + $0] != -.infinity }
        func bounded(_ value: Scalar) -> Double { Double(value) < loss.smallest ? loss.smallest : Double(value) }
        var own = support.map { bounded(student[start + $0]) }
        var other = support.map { bounded(teacher[start + $0]) }
        let (ownSum, otherSum) = (Self.logSum(own), Self.logSum(other))
        studentMass.add(support.reduce(0) { $0 + .exp(Double(student[start + $1])) })
        teacherMass.add(support.reduce(0) { $0 + .exp(Double(teacher[start + $1])) })
        switch loss.tail {
        case .none: break
        case .renormalize:
            own = own.map { $0 - ownSum }
            other = other.map { $0 - otherSum }
        case .bucket:
            own.append(.log(-.expMinusOne(min(ownSum, Self.fullMass))))
            other.append(.log(-.expMinusOne(min(otherSum, Self.fullMass))))
        }
        var (value, total) = (CompensatedSum(), CompensatedSum())
        var found: [Double] = []
        found.reserveCapacity(own.count)
        for (s, t) in zip(own, other) {
            let (S, P) = (Double.exp(s), Double.exp(t))
            var terms = loss.divergence.terms(of: loss.divergence.kind, s, t, S, P)
            if loss.isSafe { terms = loss.divergence.settled(terms, S, P) }
            value.add(terms.value)
            total.add(terms.slope)
            found.append(terms.slope)
        }
        slopes.clear()
        var cost = value.value
        let isCut = (loss.clampsNegative && cost <= 0) || abs(cost) >= loss.largest
        if wantsSlopes, !isCut {
            let rest = loss.tail == .bucket && ownSum < Self.fullMass ? found[support.count] / -.expMinusOne(ownSum) : 0
            for (place, index) in support.enumerated() where Double(student[start + index]) > loss.smallest {
                let probability = Double.exp(own[place])
                slopes[index] =
                    switch loss.tail {
                    case .none: found[place]
                    case .renormalize: found[place] - probability * total.value
                    case .bucket: found[place] - rest * probability
                    }
            }
        }
        if loss.clampsNegative, cost < 0 { cost = 0 }
        return cost > loss.largest ? loss.largest : cost < -loss.largest ? -loss.largest : cost
    }

    func storeSlopes(_ target: UnsafeMutablePointer<Scalar>, times factor: Double) {
        unsafe slopes.store(target, width, times: factor)
    }

    var sums: [Double] { [studentMass.value, teacherMass.value] }

    func diagnostics(_ sums: [Double]) -> [LossDiagnostic] {
        let tokens = Double(layout.tokens)
        return [("student_mass", sums[0] / tokens), ("teacher_mass", sums[1] / tokens)]
    }
}
