// Seeded families of problems: gradients that conflict, at any scale, dependent, opposed, or 0.

import Balancing
import TestSupport
import Testing

/// A problem that a law must hold for.
struct Family: Sendable, CustomTestStringConvertible {
    let tasks: Int
    let dimensions: Int
    /// The standard deviation of the logarithms of the scales of the tasks.
    var spread = 0.0
    /// What all gradients are multiplied by.
    var scale = 1.0
    let seed: UInt64

    var testDescription: String { "\(tasks) tasks, spread \(spread), scale \(scale), seed \(seed)" }

    static let all: [Family] = {
        var all: [Family] = []
        for tasks in [1, 2, 3, 6, 16, 64] {
            for spread in [0.0, 1, 3] {
                for scale in [1e-10, 1, 1e10] {
                    let seed = UInt64(tasks * 100) + UInt64(spread * 10)
                    all.append(Family(tasks: tasks, dimensions: tasks + 4, spread: spread, scale: scale, seed: seed))
                }
            }
        }
        return all
    }()

    /// Normal gradients of which most of the mean is taken away, so that they conflict.
    var gradients: [[Double]] {
        var generator = SeededGenerator(seed: seed)
        func normal() -> Double {
            // The sum of twelve uniform numbers less its mean: near enough to normal.
            (0..<12).reduce(-6) { sum, _ in sum + Double.random(in: 0..<1, using: &generator) }
        }
        var rows = (0..<tasks).map { _ in (0..<dimensions).map { _ in normal() } }
        if tasks > 1 {
            for column in 0..<dimensions {
                let mean = rows.reduce(0) { $0 + $1[column] } / Double(tasks)
                for row in 0..<tasks { rows[row][column] -= 0.9 * mean }
            }
        }
        return rows.map { row in
            var factor = scale
            let steps = spread * normal()
            for _ in 0..<Int(abs(steps) * 10) { factor *= steps > 0 ? 1.105170918 : 1 / 1.105170918 }
            return row.map { $0 * factor }
        }
    }

    var gramian: [[Double]] {
        let rows = gradients
        return rows.map { row in rows.map { row.dot($0) } }
    }
}
