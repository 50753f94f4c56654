// Gradients that depend on each other: more tasks than dimensions, collinear, opposed, or 0.

import Balancing
import Catalogue
import Foundation
import TestSupport
import Testing

@Suite("Dependent gradients")
struct DependentTests {
    /// Rows of whole numbers, so that they depend on each other exactly.
    static let problems: [[[Double]]] = {
        var generator = SeededGenerator(seed: 19)
        let drawn = (0..<60).map { round -> [[Double]] in
            let dimensions = 1 + round % 3
            let tasks = dimensions + 1 + round % 2
            return (0..<tasks).map { _ in
                (0..<dimensions).map { _ in Double(Int.random(in: -3...3, using: &generator)) }
            }
        }
        let reported: [[[Double]]] = [
            [[5], [-1]], [[1, 0], [0, 1], [-1, -0.5]], [[0, 0], [3, 4], [4, 3]], [[-3, 1], [2, -1], [0, -3]],
            [[-1, 1, 0], [1, 1, -3], [1, -3, 2], [3, 3, 1]], [[1, 0], [-1, 0]], [[0, 0], [0, 0]],
            [[3, -1, 2], [-1, 1.0 / 3, -2.0 / 3], [1, 1, 0]],
        ]
        return drawn + reported
    }()

    private func gramian(_ rows: [[Double]]) -> [[Double]] {
        rows.map { row in rows.map { row.dot($0) } }
    }

    private func combined(_ rows: [[Double]], _ weights: [Double]) -> [Double] {
        rows[0].indices.map { column in zip(rows, weights).reduce(0) { $0 + $1.0[column] * $1.1 } }
    }

    @Test(
        "cagrad's direction is on its sphere, and no other in the ball is better for the worst task",
        arguments: problems)
    func optimum(rows: [[Double]]) throws {
        let kept = rows.filter { $0.contains { $0 != 0 } }
        for c in [0.5, 1.5] {
            let weights = try weigh("cagrad", ["c": .number(c)], gramian: gramian(rows)).weights
            let direction = combined(rows, weights)
            guard !kept.isEmpty else {
                #expect(weights.allSatisfy { $0 == 0 })
                continue
            }
            let mean = combined(kept, kept.map { _ in 1 / Double(kept.count) })
            let radius = c * mean.dot(mean).squareRoot()
            let away = zip(direction, mean).map { $0 - $1 }
            let worst = kept.map { $0.dot(direction) }.min() ?? 0
            let size = kept.map { $0.dot($0) }.max() ?? 1
            // The dual: every mean of the gradients bounds the worst task, and the best v as tightly as can be.
            let best = smallestBound(kept, mean, radius)
            #expect(abs(worst - best) <= 2e-3 * size, "c \(c): \(worst) and \(best)")
            guard direction.contains(where: { $0 != 0 }) else { continue }
            #expect(abs(away.dot(away).squareRoot() - radius) <= 1e-6 * max(radius, 1e-9), "c \(c)")
        }
    }

    /// The least of g_v·g₀ + r‖g_v‖ over the simplex, by many small steps of mirror descent.
    private func smallestBound(_ rows: [[Double]], _ mean: [Double], _ radius: Double) -> Double {
        let size = rows.map { $0.dot($0) }.max() ?? 1
        var least = Double.infinity
        // From the middle, and from near each corner.
        for start in -1..<rows.count {
            let even = 1 / Double(rows.count)
            var v = rows.indices.map { start < 0 ? even : ($0 == start ? 0.9 : 0) + 0.1 * even }
            for round in 1...1500 {
                let g = combined(rows, v)
                let norm = max(g.dot(g).squareRoot(), 1e-12)
                least = min(least, g.dot(mean) + radius * norm)
                let step = 2 / (size * Double(round).squareRoot())
                let moved = zip(v, rows).map { $0 * exp(-step * ($1.dot(mean) + radius * $1.dot(g) / norm)) }
                let sum = moved.reduce(0, +)
                v = moved.map { $0 / sum }
            }
        }
        return least
    }

    @Test("config and imtl_g solve their system as far as it can be solved", arguments: problems)
    func projections(rows: [[Double]]) throws {
        let kept = rows.filter { $0.contains { $0 != 0 } }
        for (name, parameters) in [("config", [:]), ("imtl_g", ["fallback": .choice("none")])]
            as [(String, [String: OptionValue])]
        {
            let answer = try weigh(name, parameters, gramian: gramian(rows))
            guard answer.weights.contains(where: { $0 != 0 }), let report = answer.report else { continue }
            #expect(report.hasConverged)
            // config's direction is parallel to the least squares of U·d = (1, …, 1), U the unit gradients; imtl_g's to those
            // of G·v = n, whose residual its solver reports.
            guard name == "config" else { continue }
            let direction = combined(rows, answer.weights)
            let units = kept.map { row in row.map { $0 / row.dot(row).squareRoot() } }
            let products = units.map { $0.dot(direction) }
            let scale = products.reduce(0, +) / products.dot(products)
            let gradient = combined(units, products.map { $0 * scale - 1 })
            #expect(gradient.allSatisfy { abs($0) < 1e-7 * Double(kept.count) }, "\(gradient)")
        }
    }

    @Test(
        "reported directions",
        arguments: [
            ("config", [[-3, 1], [2, -1], [0, -3]], [-1.2675468815, -2.8823428608]),
            (
                "imtl_g", [[-1, 1, 0], [1, 1, -3], [1, -3, 2], [3, 3, 1]], [2.7173857867, -0.4003547202, -0.3466888154]
            ),
            ("cagrad", [[5], [-1]], [1]), ("cagrad", [[1, 0], [0, 1], [-1, -0.5]], [-0.0215414153, 0.0861656613]),
        ] as [(String, [[Double]], [Double])])
    func reported(name: String, rows: [[Double]], direction: [Double]) throws {
        let parameters: [String: OptionValue] = name == "imtl_g" ? ["fallback": .choice("none")] : [:]
        let weights = try weigh(name, parameters, gramian: gramian(rows)).weights
        #expect(isClose(combined(rows, weights), direction, 1e-9))
        guard name == "cagrad" else { return }
        let torchjd = try weigh(name, ["reference": .choice("torchjd")], gramian: gramian(rows)).weights
        #expect(isClose(combined(rows, torchjd), direction, 1e-9))
    }

    @Test("no solver says that it converged with a large residual", arguments: LawTests.gramianStrategies)
    func reports(name: String) throws {
        for rows in Self.problems {
            guard let report = try weigh(name, gramian: gramian(rows), seed: 1).report, report.hasConverged else {
                continue
            }
            #expect(report.residual <= 1e-3, "\(rows)")
            #expect(report.residual <= 1e-6 || report.name == "frank_wolfe")
        }
    }

    @Test(
        "every strategy says whether a direction improves every task",
        arguments: StrategyCatalogue.all.map(\.entry.name))
    func stationary(name: String) throws {
        for (rows, isStationary) in [
            ([[1, 0], [-1, 0]], true), ([[0, 0], [0, 0]], true), ([[5], [-1]], true), ([[1, 0], [0, 1]], false),
            ([[1, 0], [-1, 1]], false), ([[1, 0], [0, 1], [-1, -0.5]], true), ([[0, 0], [3, 4], [4, 3]], false),
            ([[2]], false), ([[0]], true),
        ] as [([[Double]], Bool)] {
            let losses = rows.map { _ in 1.0 }
            let answer = try weigh(name, gramian: gramian(rows), losses: losses, seed: 1)
            #expect(answer.isStationary == isStationary, "\(rows)")
            #expect(answer.warnings.contains { $0.code == .stationary } == isStationary)
        }
    }

    @Test("pcgrad needs a seed only where it draws")
    func seed() throws {
        let gramian = gramian([[1, 0], [-1, 1]])
        let drawn = #expect(throws: BalancingFault.self) { try weigh("pcgrad", gramian: gramian) }
        #expect(drawn?.code == .missingSeed)
        let sequential = try weigh("pcgrad", ["order": .choice("sequential")], gramian: gramian)
        #expect(sequential.weights == (try weigh("pcgrad", gramian: gramian, seed: 5).weights))
    }
}
