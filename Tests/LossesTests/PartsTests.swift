// Long problems fall into parts that several processors share: what they answer must not show it.

import Catalogue
import Glibc
@testable import Losses
import Parallelism
import Synchronization
import TestSupport
import Testing

@Suite("Parts")
struct PartsTests {
    /// More elements than several parts hold, and not a whole number of parts or blocks.
    private static let count = 100_003

    private func numbers(_ count: Int, seed: UInt64) -> [Float] {
        var generator = SeededGenerator(seed: seed)
        return (0..<count).map { _ in Float.random(in: 0.01...0.99, using: &generator) }
    }

    private func evaluate(
        _ loss: String, _ shape: [Int], target: [Float], targetShape: [Int], reduction: Reduction = .mean
    ) throws -> Evaluation<Float> {
        let type = try #require(LossCatalogue.find(loss))
        let input = numbers(shape.reduce(1, *), seed: 1)
        return try type.loss([:]).evaluate(
            Problem<Float>(
                tensors: [
                    "input": Tensor(shape: shape, values: input),
                    "target": Tensor(shape: targetShape, values: target),
                ], reduction: reduction, gradients: ["input"]))
    }

    @Test(
        "elementwise losses answer the same bits on any number of threads",
        arguments: ["mse_loss", "binary_cross_entropy"])
    func elements(loss: String) throws {
        let target = numbers(Self.count, seed: 2)
        let first = try evaluate(loss, [Self.count], target: target, targetShape: [Self.count])
        for _ in 0..<10 {
            let again = try evaluate(loss, [Self.count], target: target, targetShape: [Self.count])
            #expect(again.loss.values == first.loss.values)
            #expect(again.gradients["input"]?.values == first.gradients["input"]?.values)
        }
    }

    @Test("the parts of a sum are all of it, and each gradient is its own element's")
    func completeness() throws {
        let target = numbers(Self.count, seed: 2)
        let whole = try evaluate(
            "mse_loss", [Self.count], target: target, targetShape: [Self.count], reduction: .sum)
        let errors = zip(numbers(Self.count, seed: 1), target).map { Double($0) - Double($1) }
        let exact = errors.reduce(0.0) { $0 + $1 * $1 }
        #expect(abs(Double(whole.loss.values[0]) - exact) <= Double(Float(exact).ulp))
        #expect(whole.gradients["input"]?.values == errors.map { Float(2 * $0) })
        let each = try evaluate(
            "mse_loss", [Self.count], target: target, targetShape: [Self.count], reduction: .none)
        #expect(each.loss.values == errors.map { Float($0 * $0) })
    }

    @Test("rows answer the same alone and among many", arguments: [7, 100])
    func rows(classes: Int) throws {
        let rows = Self.count / classes
        let target = (0..<rows).map { Float($0 % classes) }
        let shape = [rows, classes]
        let all = try evaluate("cross_entropy", shape, target: target, targetShape: [rows], reduction: .none)
        let input = numbers(rows * classes, seed: 1)
        let loss = try #require(LossCatalogue.find("cross_entropy")).loss([:])
        for row in stride(from: 0, to: rows, by: 331) {
            let alone = try loss.evaluate(
                Problem<Float>(
                    tensors: [
                        "input": Tensor(
                            shape: [1, classes], values: Array(input[(row * classes)..<((row + 1) * classes)])),
                        "target": Tensor(shape: [1], values: [target[row]]),
                    ], reduction: .none))
            #expect(alone.loss.values[0] == all.loss.values[row])
        }
    }

    @Test(
        "an infinite weight of one item makes the sum infinite, however many items follow", arguments: [256, 257, 300])
    func infiniteWeight(count: Int) throws {
        let input = numbers(count, seed: 1)
        let weights = (0..<count).map { $0 == 1 ? Float.infinity : 1 }
        let evaluation = try #require(LossCatalogue.find("mse_loss")).loss([:]).evaluate(
            Problem<Float>(
                tensors: [
                    "input": Tensor(shape: [count], values: input),
                    "target": Tensor(shape: [count], values: input.map { $0 + 1 }),
                ], reduction: .sum, sampleWeight: Tensor(shape: [count], values: weights)))
        #expect(evaluation.loss.values == [.infinity])
    }

    @Test("rows without elements sum up to 0 where none counts", arguments: [[0, 0], [3, 0]])
    func emptyRows(shape: [Int]) throws {
        let empty = Tensor<Float>(shape: shape, values: [])
        let mask = Tensor<Float>(shape: [shape[0]], values: [Float](repeating: 0, count: shape[0]))
        let evaluation = try #require(LossCatalogue.find("multilabel_soft_margin_loss")).loss([:]).evaluate(
            Problem<Float>(tensors: ["input": empty, "target": empty], reduction: .sum, mask: mask))
        #expect(evaluation.loss.values == [0])
    }

    @Test("only threads that help are prepared, never the one that they help")
    func preparation() {
        let prepared = Mutex<Set<UInt>>([])
        Parallel.beforeHelping { prepared.withLock { _ = $0.insert(UInt(pthread_self())) } }
        defer { Parallel.beforeHelping {} }
        // Other tests may help each other meanwhile, but this thread is not prepared.
        let caller = UInt(pthread_self())
        for _ in 0..<50 {
            let sums = Parallel.map(0..<(1 << 18), size: 1 << 12) { part in part.reduce(0) { $0 &+ $1 } }
            #expect(sums.count == 64)
        }
        #expect(prepared.withLock { !$0.contains(caller) })
    }
}
