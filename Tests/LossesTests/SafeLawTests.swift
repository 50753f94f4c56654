// The law of "safe" over the whole catalogue: infinite, huge, tiny and zero numbers make neither NaN nor a gradient that
// is not finite.

import Catalogue
import Losses
import TestSupport
import Testing

@Suite("The law of safe forms")
struct SafeLawTests {
    /// The numbers of an input, by what they mean.
    private static func numbers(of input: Input, isDistribution: Bool) -> [Double] {
        switch input.kind {
        case .probability: [0, 1, 0.5, 1e-40]
        case .logProbability: [0, -1, -1e30, -.infinity]
        case .variance: [0, 1, 1e-40, 1e30, .infinity]
        case .weight: [0, 1, 2, 1e160, .infinity]
        case .box: [0, 1, 2, 100, 1e30]
        case .classIndexOrProbability: isDistribution ? [0, 1, 0.5, 1e-40] : []
        case .classIndex, .label, .length: []
        default:
            input.domain == nil ? [0, 1, -1, 2.5, 1e30, -1e30, 1e-40, 1e160, .infinity, -.infinity] : [0, 1, 0.5]
        }
    }

    /// The law's problems, one for each loss and combination of tensors and options in the fixtures.
    private static let laws = LawProblem.smooth.filter { $0.problem.mask == nil }

    @Test("never NaN, and finite gradients", arguments: Array(Set(laws.map(\.entry.name))).sorted())
    func law(name: String) throws {
        var (random, count) = (SeededGenerator(seed: 19), 0)
        for law in Self.laws where law.entry.name == name {
            for _ in 0..<40 {
                var problem = law.problem
                problem.isSafe = true
                problem.gradOutput = nil
                for input in law.entry.inputs {
                    let isDistribution = law.tensor(input.name).shape == law.tensor(law.primary).shape
                    let numbers = Self.numbers(of: input, isDistribution: isDistribution)
                    for (name, tensor) in problem.tensors where input.isNamed(name) && !numbers.isEmpty {
                        let values = tensor.values.map { _ in numbers.randomElement(using: &random) ?? 0 }
                        problem.tensors[name] = Tensor(shape: tensor.shape, values: values)
                    }
                }
                for reduction in law.entry.reductions.compactMap({ Reduction(name: $0) }) {
                    problem.reduction = reduction
                    // Numbers that this loss refuses; it may not refuse all of them.
                    guard let evaluation = try? law.safeLoss.evaluate(problem) else { continue }
                    count += 1
                    check(evaluation, law, problem)
                    if let evaluation = try? law.safeLoss.evaluate(problem.asFloat) { check(evaluation, law, problem) }
                }
            }
        }
        #expect(count >= 20)
    }

    private func check<Scalar>(_ evaluation: Evaluation<Scalar>, _ law: LawProblem, _ problem: Problem<Double>) {
        let place: Comment = "\(law) \(Scalar.self) \(problem.reduction) \(problem.tensors)"
        #expect(!evaluation.loss.values.contains { $0.isNaN }, place)
        for gradient in evaluation.gradients.values { #expect(gradient.values.allSatisfy { $0.isFinite }, place) }
    }

    @Test("every loss has a problem that the law is tried on")
    func completeness() {
        let names = Set(Self.laws.map(\.entry.name))
        let missing = LossCatalogue.all.map(\.entry.name).filter { !names.contains($0) }
        #expect(missing.isEmpty, "\(missing)")
    }

    @Test("NaN in an input is answered wherever torch answers it", arguments: laws.filter { !$0.entry.hasOwnShapes })
    func visible(law: LawProblem) throws {
        var problem = law.problem
        problem.isSafe = true
        problem.reduction = .sum
        problem.gradOutput = nil
        let input = law.tensor(law.primary)
        guard law.entry.reductions.contains("sum"), !input.values.isEmpty else { return }
        problem.tensors[law.primary] = Tensor(shape: input.shape, values: input.values.map { _ in .nan })
        guard law.entry.inputs[0].domain == nil else { return }
        let safe = try law.safeLoss.evaluate(problem)
        problem.isSafe = false
        let plain = try law.loss.evaluate(problem)
        #expect(safe.loss.values[0].isNaN == plain.loss.values[0].isNaN)
    }
}

extension Problem<Double> {
    /// The same in float32.
    fileprivate var asFloat: Problem<Float> {
        Problem<Float>(
            tensors: tensors.mapValues { Tensor(shape: $0.shape, values: $0.values.map { Float($0) }) },
            reduction: reduction, gradients: gradients, isSafe: isSafe)
    }
}
