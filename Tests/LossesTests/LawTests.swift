// Laws that hold for every loss of the catalogue, checked on the golden cases.

import Catalogue
import Losses
import TestSupport
import Testing

@Suite("Laws of all losses")
struct LawTests {
    @Test(
        "a gradient is the central difference of the loss",
        arguments: LawProblem.smooth.filter { !$0.entry.hasOwnGradient })
    func centralDifferences(law: LawProblem) throws {
        let evaluation = try law.evaluate()
        for name in law.problem.gradients.sorted() {
            let tensor = law.tensor(name)
            let step = 1e-5
            let domain = law.entry.inputs.first { $0.name == name }?.domain
            let gradient = try #require(evaluation.gradients[name])
            #expect(gradient.shape == tensor.shape)
            // Differences of numbers near 1 keep ten digits, and the step's square is 1e-10.
            let scale = max(1, gradient.values.map(abs).max() ?? 0)
            for (index, value) in tensor.values.enumerated() {
                // At the end of a domain there is nothing to go to.
                if let domain, !domain.contains(value - step) || !domain.contains(value + step) { continue }
                func moved(_ by: Double) throws -> Double {
                    var values = tensor.values
                    values[index] += by
                    return try law.with(name, Tensor(shape: tensor.shape, values: values)).scalar()
                }
                let difference = (try moved(step) - moved(-step)) / (2 * step)
                #expect(abs(gradient.values[index] - difference) < 1e-7 * scale, "\(name) at \(index)")
            }
        }
    }

    @Test(
        "every loss has golden cases for these laws", arguments: LossCatalogue.all)
    func coverage(type: LossType) {
        #expect(LawProblem.smooth.count { $0.entry.name == type.entry.name } >= 10)
        #expect(LawProblem.batches.count { $0.entry.name == type.entry.name } >= 2 || type.entry.hasOtherItems)
    }

    @Test("float32 answers what float64 does, to float32's digits", arguments: LawProblem.smooth)
    func precisions(law: LawProblem) throws {
        let double = try law.evaluate()
        let single = try law.loss.evaluate(law.problem.rounded)
        let tolerance = Closeness.tolerance("float32")
        #expect(
            Closeness.difference(single.loss.values.map(Double.init), double.loss.values, tolerance: tolerance) == nil)
        for (name, gradient) in double.gradients {
            let found = try #require(single.gradients[name]).values.map(Double.init)
            #expect(Closeness.difference(found, gradient.values, tolerance: tolerance) == nil, "\(name)")
        }
    }

    @Test("mean is sum over denominator", arguments: LawProblem.smooth.filter { !$0.entry.hasOwnMean })
    func denominators(law: LawProblem) throws {
        var law = law
        law.problem.gradOutput = nil
        for reduction in [Reduction.mean, .batchmean] where law.entry.reductions.contains(reduction.rawValue) {
            law.problem.reduction = reduction
            let mean = try law.evaluate()
            law.problem.reduction = .sum
            let sum = try law.evaluate()
            let quotient = sum.loss.values[0] / mean.denominator
            #expect(Closeness.difference(mean.loss.values, [quotient], tolerance: 1e-14) == nil)
        }
    }

    @Test("the sum of the unreduced losses is the sum", arguments: LawProblem.smooth)
    func sums(law: LawProblem) throws {
        var law = law
        law.problem.gradOutput = nil
        law.problem.reduction = .none
        let parts = try law.evaluate().loss.values.reduce(0, +)
        law.problem.reduction = .sum
        #expect(abs(try law.evaluate().loss.values[0] - parts) <= 1e-12 * max(1, abs(parts)))
    }

    @Test("the order of the items does not matter", arguments: LawProblem.batches)
    func permutations(law: LawProblem) throws {
        let reversed = Array((0..<law.tensor(law.primary).shape[0]).reversed())
        let before = try law.evaluate()
        let after = try law.withRows(reversed).evaluate()
        #expect(Closeness.difference(after.loss.values, before.loss.values, tolerance: 1e-14) == nil)
        let expected = try #require(before.gradients[law.primary]).rows(reversed).values
        #expect(
            Closeness.difference(try #require(after.gradients[law.primary]).values, expected, tolerance: 1e-14) == nil)
    }

    @Test("an item that is masked is an item that is absent", arguments: LawProblem.batches)
    func masks(law: LawProblem) throws {
        let count = law.tensor(law.primary).shape[0]
        let kept = Array(1..<count)
        let absent = try law.withRows(kept).evaluate()
        var masked = law
        masked.problem.mask = try law.perItem([0] + kept.map { _ in 1 })
        let evaluation = try masked.evaluate()
        #expect(Closeness.difference(evaluation.loss.values, absent.loss.values, tolerance: 1e-14) == nil)
        #expect(abs(evaluation.denominator - absent.denominator) <= 1e-14 * abs(absent.denominator))
        let gradient = try #require(evaluation.gradients[law.primary])
        #expect(gradient.rows([0]).values.allSatisfy { $0 == 0 })
        let expected = try #require(absent.gradients[law.primary]).values
        #expect(Closeness.difference(gradient.rows(kept).values, expected, tolerance: 1e-14) == nil)
    }

    @Test("what is masked does not matter, NaN as label included", arguments: LawProblem.batches)
    func maskedNaN(law: LawProblem) throws {
        let input = law.tensor(law.primary)
        var masked = law
        masked.problem.mask = try law.perItem([0] + Array(repeating: 1, count: input.shape[0] - 1))
        let poisoned = law.entry.inputs.filter { $0.place == .task && $0.kind != .linearMap }.reduce(masked) {
            problem, input in
            problem.with(input.name, law.tensor(input.name).poisoned)
        }
        let (clean, spoiled) = (try masked.evaluate(), try poisoned.evaluate())
        #expect(clean.loss.values == spoiled.loss.values)
        #expect(clean.gradients[law.primary]?.values == spoiled.gradients[law.primary]?.values)
    }

    @Test(
        "an item that weighs 2 is an item that occurs twice",
        arguments: LawProblem.batches.filter { !$0.entry.couplesItems })
    func weights(law: LawProblem) throws {
        let count = law.tensor(law.primary).shape[0]
        let twice = try law.withRows([0] + Array(0..<count)).evaluate()
        var weighed = law
        weighed.problem.sampleWeight = try law.perItem([2] + Array(repeating: 1, count: count - 1))
        let evaluation = try weighed.evaluate()
        #expect(Closeness.difference(evaluation.loss.values, twice.loss.values, tolerance: 1e-14) == nil)
        #expect(abs(evaluation.denominator - twice.denominator) <= 1e-14 * abs(twice.denominator))
    }

    @Test("gradients are multiplied by what comes from above", arguments: LawProblem.smooth)
    func upstream(law: LawProblem) throws {
        var scaled = law
        scaled.problem.upstream = -0.3
        let (before, after) = (try law.evaluate(), try scaled.evaluate())
        #expect(after.loss.values == before.loss.values)
        for (name, gradient) in before.gradients {
            let found = try #require(after.gradients[name]).values
            #expect(Closeness.difference(found, gradient.values.map { -0.3 * $0 }, tolerance: 1e-14) == nil)
        }
    }

    @Test("a problem is no more work than its shapes say, and takes no more items", arguments: LawProblem.smooth)
    func estimates(law: LawProblem) throws {
        let type = try #require(LossCatalogue.find(law.entry.name))
        let shapes = law.problem.tensors.mapValues(\.shape)
        var unreduced = law
        unreduced.problem.reduction = .none
        unreduced.problem.gradOutput = nil
        unreduced.problem.gradients = []
        let evaluation = try unreduced.evaluate()
        #expect(evaluation.elementCount <= type.work(shapes))
        #expect(evaluation.loss.values.count <= type.itemShape(shapes).reduce(1, *))
    }

    @Test("gradients that are not requested are not made, and change nothing", arguments: LawProblem.smooth)
    func unwanted(law: LawProblem) throws {
        var silent = law
        silent.problem.gradients = []
        let (before, after) = (try law.evaluate(), try silent.evaluate())
        #expect(after.gradients.isEmpty)
        #expect(after.loss.values == before.loss.values)
        #expect(Set(before.gradients.keys) == Set(law.problem.gradients))
    }
}

extension LawProblem {
    /// One number for each row of the input, in a shape that broadcasts to the unreduced loss.
    fileprivate func perItem(_ values: [Double]) throws -> Tensor<Double> {
        var unreduced = self
        unreduced.problem.reduction = .none
        unreduced.problem.gradOutput = nil
        let rank = try unreduced.evaluate().loss.shape.count
        return Tensor(shape: [values.count] + Array(repeating: 1, count: rank - 1), values: values)
    }
}

extension Tensor<Double> {
    /// The tensor with NaN in its first row.
    fileprivate var poisoned: Tensor<Double> {
        let size = values.count / shape[0]
        return Tensor(shape: shape, values: Array(repeating: .nan, count: size) + values.dropFirst(size))
    }
}

extension Problem<Double> {
    /// The same problem in float32; its numbers are such that nothing is lost.
    fileprivate var rounded: Problem<Float> {
        func rounded(_ tensor: Tensor<Double>) -> Tensor<Float> {
            Tensor(shape: tensor.shape, values: tensor.values.map { Float($0) })
        }
        return Problem<Float>(
            tensors: tensors.mapValues(rounded), reduction: reduction, mask: mask.map(rounded),
            sampleWeight: sampleWeight.map(rounded), gradOutput: gradOutput.map(rounded), gradients: gradients,
            upstream: upstream)
    }
}
