// What must hold of every answer, over seeded families of problems.

import Balancing
import Catalogue
import Foundation
import Testing

@Suite("Laws of strategies") struct LawTests {
    static let gramianStrategies = StrategyCatalogue.all.filter { $0.traits.needs.contains(.gramian) }.map(\.entry.name)

    private static func norms(_ gramian: [[Double]]) -> [Double] {
        gramian.indices.map { gramian[$0][$0].squareRoot() }
    }

    /// The products of the direction with each gradient.
    private static func projections(_ gramian: [[Double]], _ weights: [Double]) -> [Double] {
        gramian.map { $0.dot(weights) }
    }

    @Test("upgrad and dual_proj conflict with no task at any scale", arguments: Family.all)
    func noConflict(_ family: Family) throws {
        let gramian = family.gramian
        let norms = Self.norms(gramian)
        for name in ["upgrad", "dual_proj"] {
            let answer = try weigh(name, gramian: gramian)
            #expect(answer.report?.hasConverged == true)
            let projections = Self.projections(gramian, answer.weights)
            let length = answer.weights.dot(projections).squareRoot()
            for index in gramian.indices {
                // The bound that the ridge of 10⁻¹⁰ on cosines proves, and rounding.
                let sizes = zip(norms, answer.weights).reduce(0) { $0 + $1.0 * $1.1 }
                let bound = norms[index] * (1e-10 * norms[index] * answer.weights[index] + 1e-13 * sizes)
                #expect(projections[index] >= -bound, "\(name) \(index)")
                #expect(answer.weights[index] >= 1 / Double(family.tasks) * (1 - 1e-12))
                // Where the direction is more than rounding, its cosine with a task is not negative either.
                if length > 1e-6 * sizes { #expect(projections[index] / norms[index] / length >= -1e-4) }
            }
        }
    }

    @Test("mgda's weights are those of the shortest vector", arguments: Family.all)
    func shortest(_ family: Family) throws {
        let gramian = family.gramian
        let norms = Self.norms(gramian)
        let weights = try weigh("mgda", gramian: gramian).weights
        #expect(weights.allSatisfy { $0 >= 0 })
        #expect(abs(weights.reduce(0, +) - 1) < 1e-12)
        let projections = Self.projections(gramian, weights)
        let square = weights.dot(projections)
        let sizes = zip(norms, weights).reduce(0) { $0 + $1.0 * $1.1 }
        for index in gramian.indices {
            #expect(projections[index] >= square - 1e-9 * norms[index] * sizes, "\(index)")
            if weights[index] > 1e-9 { #expect(abs(projections[index] - square) <= 1e-9 * norms[index] * sizes) }
        }
    }

    @Test("nash_mtl and fairgrad solve their equation, or say that it has no solution", arguments: Family.all)
    func bargain(_ family: Family) throws {
        let gramian = family.gramian
        for (name, parameters, power) in [
            ("nash_mtl", ["max_norm": OptionValue.number(0)], 1.0), ("fairgrad", ["alpha": .number(1)], 1),
            ("fairgrad", ["alpha": .number(2)], 0.5),
        ] {
            let answer = try weigh(name, parameters, gramian: gramian)
            #expect(!answer.isStationary)
            let projections = Self.projections(gramian, answer.weights)
            for (weight, projection) in zip(answer.weights, projections) {
                let product = power == 1 ? weight * projection : weight.squareRoot() * projection
                #expect(weight > 0 && abs(product - 1) < 1e-8, "\(name) \(product)")
            }
        }
    }

    @Test("fairgrad solves its equation for every fairness, whatever the sizes of the gradients", arguments: Family.all)
    func fairness(_ family: Family) throws {
        let gramian = family.gramian
        for alpha in [0.02, 0.1, 0.5, 3, 10] {
            let answer = try weigh("fairgrad", ["alpha": .number(alpha)], gramian: gramian)
            #expect(answer.report?.hasConverged == true && answer.warnings.isEmpty, "\(alpha)")
            for (index, projection) in Self.projections(gramian, answer.weights).enumerated() {
                // Rounding decides what is left of a sum whose terms are much larger.
                let size = zip(gramian[index], answer.weights).reduce(0) { $0 + abs($1.0) * $1.1 }
                let expected = pow(answer.weights[index], -1 / alpha)
                #expect(abs(projection - expected) <= 1e-9 * max(size, expected), "\(alpha)")
            }
        }
    }

    @Test("config has the same cosine with all gradients, imtl_g the same projections", arguments: Family.all)
    func equalProjections(_ family: Family) throws {
        let gramian = family.gramian
        let norms = Self.norms(gramian)
        for name in ["config", "imtl_g"] {
            let answer = try weigh(name, ["fallback": .choice("none")], gramian: gramian)
            let projections = zip(Self.projections(gramian, answer.weights), norms).map { $0 / $1 }
            let sizes = zip(norms, answer.weights).reduce(0) { $0 + $1.0 * abs($1.1) }
            #expect(projections.allSatisfy { abs($0 - projections[0]) <= 1e-9 * sizes }, "\(name)")
        }
        let sum = try weigh("imtl_g", ["fallback": .choice("none")], gramian: gramian).weights.reduce(0, +)
        #expect(abs(sum - 1) < 1e-9)
    }

    @Test("cagrad stays on its sphere around the mean", arguments: Family.all.filter { $0.tasks > 1 })
    func ball(_ family: Family) throws {
        let gramian = family.gramian
        let mean = 1 / Double(family.tasks)
        func length(_ weights: [Double]) -> Double { weights.dot(Self.projections(gramian, weights)).squareRoot() }
        for c in [0.2, 0.5, 1.5] {
            let weights = try weigh("cagrad", ["c": .number(c)], gramian: gramian).weights
            let radius = c * length(weights.map { _ in mean })
            #expect(abs(length(weights.map { $0 - mean }) - radius) <= 1e-9 * radius)
            guard c > 1 else { continue }
            let projections = Self.projections(gramian, weights)
            for (projection, norm) in zip(projections, Self.norms(gramian)) {
                #expect(projection >= -1e-7 * norm * radius)
            }
        }
    }

    @Test("another order of the tasks is the same answer in that order, to the bit", arguments: gramianStrategies)
    func permutation(_ name: String) throws {
        let type = try #require(StrategyCatalogue.find(name))
        let gramian = Family(tasks: 6, dimensions: 10, spread: 1, seed: 4).gramian
        let order = [3, 0, 5, 1, 4, 2]
        var request = BalancingRequest(tasks: (0..<6).map { taskName($0) })
        request.gramian = Matrix(size: 6) { gramian[$0][$1] }
        request.seed = 9
        let answer = try Balancer(type, [:]).run(request)
        request.tasks = order.map { taskName($0) }
        request.gramian = Matrix(size: 6) { gramian[order[$0]][order[$1]] }
        let permuted = try Balancer(type, [:]).run(request)
        #expect(permuted.weights == order.map { answer.weights[$0] })
    }

    @Test("one task alone, duplicates, opposed pairs and zero rows have finite weights", arguments: gramianStrategies)
    func degenerate(_ name: String) throws {
        let problems: [[[Double]]] = [
            [[4]], [[0]], [[1, 1], [1, 1]], [[1, -1], [-1, 1]], [[0, 0], [0, 2]], [[0, 0], [0, 0]],
            [[1, 1, -0.5], [1, 1, -0.5], [-0.5, -0.5, 1]], [[2, -2, 0], [-2, 2, 0], [0, 0, 3]],
        ]
        for gramian in problems {
            let answer = try weigh(name, gramian: gramian, seed: 3)
            let isFinite = answer.weights.allSatisfy { $0.isFinite }
            #expect(isFinite, "\(gramian): \(answer.weights)")
        }
        let alone = try weigh(name, gramian: [[4]], seed: 3).weights[0]
        #expect(alone > 0)
    }

    @Test("where gradients cancel out, the bargains say so")
    func stationary() throws {
        for name in ["nash_mtl", "fairgrad", "mgda", "upgrad", "dual_proj"] {
            let answer = try weigh(name, gramian: [[1, -1], [-1, 1]])
            #expect(answer.isStationary, "\(name)")
            #expect(answer.warnings.contains { $0.code == .stationary })
        }
    }

    @Test("cagrad sees that two of three gradients cancel out, whatever rounding leaves of them")
    func cancelled() throws {
        for factor in [-0.1, -1.0 / 3, -1, -3] {
            let rows = [[3, -1, 2], [3 * factor, -factor, 2 * factor], [1, 1, 0]]
            let gramian = rows.map { row in rows.map { row.dot($0) } }
            let answer = try weigh("cagrad", ["c": .number(1)], gramian: gramian)
            // What harms neither of the two is left to the third.
            let projections = gramian.map { $0.dot(answer.weights) }
            #expect(answer.isStationary && abs(projections[0]) < 1e-6 && projections[2] > 0.1, "\(answer.weights)")
        }
    }

    @Test("fairgrad solves its equation for norms far from 1", arguments: [1e-4, 1, 1e4])
    func fairness(_ scale: Double) throws {
        for alpha in [0.05, 0.3, 3, 50] {
            let gramian = [[1, 0.3], [0.3, 1]].map { $0.map { $0 * scale * scale } }
            let answer = try weigh("fairgrad", ["alpha": .number(alpha)], gramian: gramian)
            #expect(answer.report?.hasConverged == true)
            // Both gradients are alike: 1.3·n²·w = w^(−1/α).
            let exponent = alpha / (1 + alpha)
            for weight in answer.weights {
                let power = log(weight) + exponent * log(1.3 * scale * scale)
                #expect(abs(power) < 1e-9, "\(alpha) \(answer.weights)")
            }
        }
    }

    @Test("IMTL-G's flip is named, and answered by the direction of config")
    func flip() throws {
        var flips = 0
        for seed in 0..<300 as Range<UInt64> {
            let gramian = Family(tasks: 4, dimensions: 5, spread: 1, seed: seed).gramian
            let answer = try weigh("imtl_g", gramian: gramian)
            let published = try weigh("imtl_g", ["fallback": .choice("none")], gramian: gramian)
            let rises = Self.projections(gramian, published.weights).allSatisfy { $0 < 0 }
            #expect(rises == !published.warnings.isEmpty)
            #expect(rises == !answer.warnings.isEmpty)
            guard rises else { continue }
            flips += 1
            let codes = answer.warnings.map(\.code)
            #expect(codes == [.negativeSum])
            let falls = Self.projections(gramian, answer.weights).allSatisfy { $0 > 0 }
            #expect(falls)
        }
        #expect(flips > 0)
    }
}
