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
    private var student: RowDistribution<Scalar>
    private var teacher: RowDistribution<Scalar>
    /// The slopes by the student's logarithms, and their sum.
    private var slopes: [Double]
    private var slope = 0.0
    private var studentEntropy = CompensatedSum()
    private var teacherEntropy = CompensatedSum()

    init(_ loss: DistillationKL, _ problem: Problem<Scalar>) throws(LossFaults) {
        self.loss = loss
        try loss.checkDivergence()
        let pair = try TokenRowPair(Self.main, "teacher_logits", problem)
        (layout, width) = (pair.layout, pair.width)
        let scale = loss.fromLogits ? 1 / loss.temperature : nil
        student = RowDistribution(pair.main, width: width, scale: scale)
        teacher = RowDistribution(pair.other, width: width, scale: scale)
        slopes = []
    }

    mutating func begin() {
        student.begin()
        teacher.begin()
        slopes = [Double](repeating: 0, count: LaneSum.padded(width))
    }

    mutating func evaluate(_ token: Int, wantsSlopes: Bool) -> Double {
        student.read(token)
        teacher.read(token)
        studentEntropy.add(student.entropy)
        teacherEntropy.add(teacher.entropy)
        let value: Double
        // Each kind as a constant, so that its loop has no branches.
        switch loss.divergence.kind {
        case .forward: (value, slope) = sums(of: .forward)
        case .reverse: (value, slope) = sums(of: .reverse)
        case .jsd: (value, slope) = sums(of: .jsd)
        case .mixed: (value, slope) = sums(of: .mixed)
        case .skewForward: (value, slope) = sums(of: .skewForward)
        case .skewReverse: (value, slope) = sums(of: .skewReverse)
        }
        return value * factor
    }

    /// What loss and gradient are multiplied by.
    private var factor: Double { loss.scales ? loss.temperature * loss.temperature : 1 }

    /// The sum of the values of the row, and that of the slopes, which it leaves behind.
    @inline(__always)
    private mutating func sums(of kind: Divergence.Kind) -> (value: Double, slope: Double) {
        let (divergence, isSafe, width) = (loss.divergence, loss.isSafe, width)
        return unsafe slopes.withUnsafeMutableBufferPointer { slopes in
            unsafe student.withEntries { student in
                unsafe teacher.withEntries { teacher in
                    unsafe withUnsafeTemporaryAllocation(of: Double.self, capacity: LaneSum.blockSize) { values in
                        guard let slopes = slopes.baseAddress, let values = values.baseAddress else { return (0, 0) }
                        var (value, slope) = (LaneSum(), LaneSum())
                        for first in Swift.stride(from: 0, to: width, by: LaneSum.blockSize) {
                            let count = min(LaneSum.blockSize, width &- first)
                            let slopes = unsafe slopes + first
                            for place in 0..<count {
                                let index = first &+ place
                                let (S, P) = unsafe (student.probability(index), teacher.probability(index))
                                var found = unsafe divergence.terms(
                                    of: kind, student.logarithm(index), teacher.logarithm(index), S, P)
                                if isSafe { found = divergence.settled(found, S, P) }
                                unsafe values[place] = found.value
                                unsafe slopes[place] = found.slope
                            }
                            unsafe value.add(values, count, short: true)
                            unsafe slope.add(slopes, count, short: true)
                        }
                        return (value.value, slope.value)
                    }
                }
            }
        }
    }

    func storeSlopes(_ target: UnsafeMutablePointer<Scalar>, times factor: Double) {
        let factor = factor * self.factor
        guard loss.fromLogits else { return unsafe slopes.store(target, width, times: factor) }
        let (sum, share, width) = (slope, factor / loss.temperature, width)
        unsafe slopes.withUnsafeBufferPointer { slopes in
            unsafe student.withEntries { student in
                for index in 0..<width {
                    // Adding 0 turns −0 into 0.
                    unsafe target[index] = Scalar(0 + (slopes[index] - student.probability(index) * sum) * share)
                }
            }
        }
    }

    var sums: [Double] { [studentEntropy.value, teacherEntropy.value] }

    func diagnostics(_ sums: [Double]) -> [LossDiagnostic] {
        let tokens = Double(layout.tokens)
        return [("student_entropy", sums[0] / tokens), ("teacher_entropy", sums[1] / tokens)]
    }
}
