// Distillation over a whole vocabulary.

import Catalogue
import RealModule

struct DistillationKL: Diverging {
    static let main = "student_logits"
    static let trailing = 1

    static let entry = Entry(
        "distillation_kl", aliases: [],
        summary: "Divergence between a teacher's and a student's distribution over the vocabulary, token by token.",
        formula: Divergence.formula + "; of log-softmax(logits / temperature)",
        denominator: TokenTexts.denominator, reductions: Reduction.ofTokens,
        inputs: [
            Input(
                "student_logits", .number, shape: "(B, T, V), (N, V) with lengths, or (T, V)", gradient: .byDefault,
                "The student's scores, or log-probabilities with from_logits false."),
            Input("teacher_logits", .number, shape: "student_logits's", gradient: .never, "The teacher's."),
            TokenInputs.lengths,
        ],
        source:
            "trl GKD and DistillationTrainer 1.16; Agarwal et al. (2024), On-Policy Distillation; Ko et al. (2024), DistiLLM",
        example: #"{"loss": "distillation_kl", "student_logits": [[1.0, 0.0, -1.0], [0.5, 0.25, 0.0]], "#
            + #""teacher_logits": [[0.5, 0.5, -0.5], [1.0, -1.0, 0.0]]}"#)

    static let options: [Option<Self>] =
        divergenceOptions + [
            .number("temperature", \.temperature, in: .positive, "What scores are divided by."),
            .boolean(
                "scale_by_temperature_squared", \.scales,
                "Whether loss and gradient are multiplied by the temperature's square."),
            .boolean(
                "from_logits", \.fromLogits, "Whether the inputs are scores; otherwise they are log-probabilities."),
            TokenInputs.horizon(\.horizon),
        ]

    var divergence = Divergence()
    var temperature = 1.0
    var scales = false
    var fromLogits = true
    var horizon: Double?
    var isSafe = false

    package static var diagnosticCount: Int { 4 }
    package static func work(_ shapes: NamedList<[Int]>) -> Int { Work.product((shapes[main] ?? []) + [2]) }

    package func evaluate(_ problem: Problem<Float>) throws(LossFaults) -> Evaluation<Float> {
        try evaluateRows(problem)
    }

    package func evaluate(_ problem: Problem<Double>) throws(LossFaults) -> Evaluation<Double> {
        try evaluateRows(problem)
    }

    private func evaluateRows<Scalar: LossScalar>(_ problem: Problem<Scalar>) throws(LossFaults) -> Evaluation<Scalar> {
        try TokenRowEngine(
            VocabularyRows(self, problem), problem, horizon: horizon, work: Self.work(problem.shapes)
        ).evaluate()
    }
}

/// The rows of one problem of `distillation_kl`.
private struct VocabularyRows<Scalar: LossScalar>: TokenRows {
    static var main: String { DistillationKL.main }

    private let loss: DistillationKL
    let layout: TokenLayout<Scalar>
    let width: Int
    private let student: [Scalar]
    private let teacher: [Scalar]
    private(set) var slopes: [Double]
    /// e^(score − largest) of both.
    private var studentPowers: [Double]
    private var teacherPowers: [Double]
    private var studentEntropy = CompensatedSum()
    private var teacherEntropy = CompensatedSum()

    init(_ loss: DistillationKL, _ problem: Problem<Scalar>) throws(LossFaults) {
        self.loss = loss
        try loss.checkDivergence()
        let pair = try TokenRowPair(Self.main, "teacher_logits", problem)
        (layout, width, student, teacher) = (pair.layout, pair.width, pair.main, pair.other)
        let zeros = [Double](repeating: 0, count: width)
        (slopes, studentPowers, teacherPowers) = (zeros, zeros, zeros)
    }

    /// The logarithm of the sum of the powers of a row of scores, and the powers without it.
    private func powers(_ values: [Scalar], _ start: Int, into powers: inout [Double]) -> (
        logarithm: Double, inverse: Double
    ) {
        guard loss.fromLogits else {
            unsafe powers.withUnsafeMutableBufferPointer { powers in
                unsafe values.withUnsafeBufferPointer { values in
                    for index in 0..<width {
                        unsafe powers[index] = VectorMaths.exponential(Double(values[start &+ index]))
                    }
                }
            }
            return (0, 1)
        }
        let share = 1 / loss.temperature
        return unsafe powers.withUnsafeMutableBufferPointer { powers in
            unsafe values.withUnsafeBufferPointer { values in
                var largest = -Double.infinity
                for index in 0..<width {
                    let score = unsafe Double(values[start &+ index])
                    largest = score > largest ? score : largest
                }
                // Of scores that are all −∞ there is no distribution.
                let origin = largest * share
                var sums = Lanes()
                var index = 0
                while index &+ 8 <= width {
                    for lane in 0..<8 {
                        let power = unsafe VectorMaths.exponential(
                            Double(values[start &+ index &+ lane]) * share - origin)
                        unsafe powers[index &+ lane] = power
                        sums[lane] += power
                    }
                    index &+= 8
                }
                var sum = sums.sum()
                while index < width {
                    let power = unsafe VectorMaths.exponential(Double(values[start &+ index]) * share - origin)
                    unsafe powers[index] = power
                    sum += power
                    index &+= 1
                }
                return (origin + .log(sum), 1 / sum)
            }
        }
    }

    mutating func evaluate(_ token: Int, wantsSlopes: Bool) -> Double {
        let start = token * width
        let (studentLog, studentShare) = powers(student, start, into: &studentPowers)
        let (teacherLog, teacherShare) = powers(teacher, start, into: &teacherPowers)
        let share = loss.fromLogits ? 1 / loss.temperature : 1
        var (value, slope, ownEntropy, otherEntropy) = (CompensatedSum(), CompensatedSum(), 0.0, 0.0)
        for index in 0..<width {
            let (S, P) = (studentPowers[index] * studentShare, teacherPowers[index] * teacherShare)
            let s = Double(student[start + index]) * share - studentLog
            let t = Double(teacher[start + index]) * share - teacherLog
            var found = loss.divergence.terms(s, t, S, P)
            if loss.isSafe { found = loss.divergence.settled(found, S, P) }
            value.add(found.value)
            slope.add(found.slope)
            slopes[index] = found.slope
            ownEntropy -= S == 0 ? 0 : S * s
            otherEntropy -= P == 0 ? 0 : P * t
        }
        studentEntropy.add(ownEntropy)
        teacherEntropy.add(otherEntropy)
        let factor = loss.scales ? loss.temperature * loss.temperature : 1
        if wantsSlopes {
            if loss.fromLogits {
                let total = slope.value
                for index in 0..<width {
                    slopes[index] = (slopes[index] - studentPowers[index] * studentShare * total) * factor * share
                }
            } else if factor != 1 {
                for index in 0..<width { slopes[index] *= factor }
            }
        }
        return value.value * factor
    }

    var diagnostics: [LossDiagnostic] {
        let tokens = Double(layout.tokens)
        return [
            ("student_entropy", studentEntropy.value / tokens), ("teacher_entropy", teacherEntropy.value / tokens),
        ]
    }
}
