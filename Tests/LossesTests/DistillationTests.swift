// Distillation over a vocabulary: rows of every width, in parts, against sums as the definition has them.

import Catalogue
import Glibc
@testable import Losses
import TestSupport
import Testing

@Suite("Distillation")
struct DistillationTests {
    private static let kinds = ["forward", "reverse", "jsd", "mixed", "skew_forward", "skew_reverse"]

    private static func scores(_ count: Int, seed: UInt64) -> [Double] {
        var generator = SeededGenerator(seed: seed)
        // Numbers that a Float has, so that both dtypes are given the same.
        return (0..<count).map { _ in Double(Float.random(in: -6...6, using: &generator)) }
    }

    private static func problem<Scalar: LossScalar>(
        _ student: [Double], _ teacher: [Double], width: Int
    ) -> Problem<Scalar> {
        let shape = [student.count / width, width]
        return Problem(
            tensors: [
                "student_logits": Tensor(shape: shape, values: student.map { Scalar($0) }),
                "teacher_logits": Tensor(shape: shape, values: teacher.map { Scalar($0) }),
            ], reduction: .none, gradients: ["student_logits"])
    }

    private static func loss(_ options: [String: OptionValue]) throws -> any Loss {
        try #require(LossCatalogue.find("distillation_kl")).loss(options)
    }

    /// The logarithms of the softmax of scores.
    private static func logSoftmax(_ scores: [Double], temperature: Double) -> [Double] {
        let scaled = scores.map { $0 / temperature }
        let largest = scaled.max() ?? 0
        let logarithm = largest + log(scaled.reduce(0) { $0 + exp($1 - largest) })
        return scaled.map { $0 - logarithm }
    }

    /// KL(P ‖ Q) of logarithms.
    private static func divergence(_ p: [Double], _ q: [Double]) -> Double {
        zip(p, q).reduce(0) { $0 + exp($1.0) * ($1.0 - $1.1) }
    }

    /// The logarithms of a mixture with so much of the first.
    private static func mixture(_ p: [Double], _ q: [Double], share: Double) -> [Double] {
        zip(p, q).map { log(share * exp($0) + (1 - share) * exp($1)) }
    }

    /// The definition of a divergence with the defaults of its parameters.
    private static func cost(_ kind: String, _ s: [Double], _ t: [Double]) -> Double {
        switch kind {
        case "forward": return divergence(t, s)
        case "reverse": return divergence(s, t)
        case "jsd":
            let middle = mixture(s, t, share: 0.5)
            return 0.5 * divergence(t, middle) + 0.5 * divergence(s, middle)
        case "mixed": return 0.5 * divergence(t, s) + 0.5 * divergence(s, t)
        case "skew_forward": return divergence(t, mixture(t, s, share: 0.1))
        default: return divergence(s, mixture(s, t, share: 0.1))
        }
    }

    @Test(
        "rows of any width cost what the definition says, and so do they in parts",
        arguments: kinds, [1, 2, 7, 8, 9, 16, 255, 256, 257, 5000])
    func widths(kind: String, width: Int) throws {
        let rows = width == 5000 ? 19 : 3
        let (student, teacher) = (Self.scores(rows * width, seed: 1), Self.scores(rows * width, seed: 2))
        let loss = try Self.loss([
            "divergence": .choice(kind), "temperature": .number(2), "scale_by_temperature_squared": .boolean(true),
        ])
        let double = try loss.evaluate(Self.problem(student, teacher, width: width) as Problem<Double>)
        let single = try loss.evaluate(Self.problem(student, teacher, width: width) as Problem<Float>)
        for row in 0..<rows {
            let range = row * width..<(row + 1) * width
            let (own, other) = (Array(student[range]), Array(teacher[range]))
            let (s, t) = (Self.logSoftmax(own, temperature: 2), Self.logSoftmax(other, temperature: 2))
            let expected = 4 * Self.cost(kind, s, t)
            #expect(abs(double.loss.values[row] - expected) <= 1e-12 * abs(expected) + 1e-14, "row \(row)")
            #expect(abs(Double(single.loss.values[row]) - expected) <= 0x1p-24 * abs(expected) + 1e-14, "row \(row)")
            // The gradient by its difference quotient, at the ends and in the middle.
            let gradient = try #require(double.gradients["student_logits"]?.values)
            for index in Set([0, width / 2, width - 1]) {
                let step = 1e-4
                let costs = [step, -step].map { step in
                    var moved = own
                    moved[index] += step
                    return 4 * Self.cost(kind, Self.logSoftmax(moved, temperature: 2), t)
                }
                let quotient = (costs[0] - costs[1]) / (2 * step)
                #expect(abs(gradient[range.lowerBound + index] - quotient) <= 1e-8, "row \(row), entry \(index)")
            }
        }
        let halves = zip(
            try #require(single.gradients["student_logits"]?.values), double.gradients["student_logits"]!.values)
        #expect(halves.allSatisfy { abs(Double($0) - $1) <= Double(Float($1).ulp) * 0.501 + 1e-14 })
    }

    @Test("the cost of a row does not depend on the other rows", arguments: [5, 4099])
    func rows(width: Int) throws {
        let rows = 40_000 / width + 17
        let (student, teacher) = (Self.scores(rows * width, seed: 3), Self.scores(rows * width, seed: 4))
        let loss = try Self.loss([:])
        let all = try loss.evaluate(Self.problem(student, teacher, width: width) as Problem<Float>)
        for row in stride(from: 0, to: rows, by: 7) {
            let range = row * width..<(row + 1) * width
            let alone = try loss.evaluate(
                Self.problem(Array(student[range]), Array(teacher[range]), width: width) as Problem<Float>)
            #expect(alone.loss.values[0] == all.loss.values[row])
            #expect(alone.gradients["student_logits"]?.values == Array(all.gradients["student_logits"]!.values[range]))
        }
    }

    @Test("entries that a mask has made impossible for both cost nothing", arguments: kinds, [-800.0, -2000, -1e9])
    func impossible(kind: String, masked: Double) throws {
        let loss = try Self.loss(["divergence": .choice(kind)])
        let some = try loss.evaluate(Self.problem([1, 0.25, -1], [0.5, 0.5, -2], width: 3) as Problem<Double>)
        let all = try loss.evaluate(
            Self.problem([1, masked, 0.25, -1], [0.5, masked, 0.5, -2], width: 4) as Problem<Double>)
        #expect(Closeness.difference(all.loss.values, some.loss.values, tolerance: 1e-14) == nil)
        var gradient = try #require(all.gradients["student_logits"]?.values)
        #expect(gradient.remove(at: 1) == 0)
        #expect(
            Closeness.difference(gradient, some.gradients["student_logits"]?.values ?? [], tolerance: 1e-14) == nil)
        let chosen = try #require(LossCatalogue.find("distillation_topk_kl")).loss(["divergence": .choice(kind)])
        func few(_ student: [Double], _ teacher: [Double]) throws -> Double {
            try chosen.evaluate(
                Problem<Double>(
                    tensors: [
                        "student_log_probs": Tensor(shape: [1, student.count], values: student),
                        "teacher_log_probs": Tensor(shape: [1, student.count], values: teacher),
                    ])
            ).loss.values[0]
        }
        #expect(try few([-0.5, -1], [-0.25, -2]) == few([-0.5, -1, masked], [-0.25, -2, masked]))
    }

    @Test(
        "a skewed divergence with a weight of 0 is the plain one, also where probabilities are too small for a Double",
        arguments: [
            ("skew_forward", 0.0, "forward"), ("skew_reverse", 0.0, "reverse"), ("skew_forward", 1.0, nil),
            ("skew_reverse", 1.0, nil),
        ] as [(String, Double, String?)],
        [([0, -1e9], [0, 0]), ([0, 0], [0, -1e9]), ([0, -800], [0, -0.5])] as [([Double], [Double])])
    func bounds(skewed: (String, Double, String?), scores: ([Double], [Double])) throws {
        let problem = Self.problem(scores.0, scores.1, width: 2) as Problem<Double>
        let found = try Self.loss(["divergence": .choice(skewed.0), "alpha": .number(skewed.1)]).evaluate(problem)
        guard let plain = skewed.2 else {
            // A divergence from itself.
            #expect(abs(found.loss.values[0]) <= 1e-15)
            return
        }
        let expected = try Self.loss(["divergence": .choice(plain)]).evaluate(problem)
        #expect(Closeness.difference(found.loss.values, expected.loss.values, tolerance: 1e-14) == nil)
        #expect(
            Closeness.difference(
                found.gradients["student_logits"]?.values ?? [], expected.gradients["student_logits"]?.values ?? [.nan],
                tolerance: 1e-14) == nil)
    }

    @Test("scores far apart do not overflow where a temperature brings them together")
    func temperature() throws {
        let problem = Self.problem([1.7e308, -1.7e308], [0, 0], width: 2) as Problem<Double>
        let found = try Self.loss(["temperature": .number(1e308)]).evaluate(problem)
        let (s, t) = (Self.logSoftmax([1.7, -1.7], temperature: 1), Self.logSoftmax([0, 0], temperature: 1))
        #expect(abs(found.loss.values[0] - Self.divergence(t, s)) <= 1e-14)
    }

    @Test("rows without entries cost nothing and have no entropy")
    func empty() throws {
        let problem = Problem<Double>(
            tensors: [
                "student_logits": Tensor(shape: [2, 0], values: []),
                "teacher_logits": Tensor(shape: [2, 0], values: []),
            ], gradients: ["student_logits"])
        let found = try Self.loss([:]).evaluate(problem)
        #expect(found.loss.values == [0])
        #expect(found.diagnostics.filter { $0.name.hasSuffix("entropy") }.map(\.value) == [0, 0])
    }
}
