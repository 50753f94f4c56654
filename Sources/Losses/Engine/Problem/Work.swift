// How much work a problem is, in elements of elementwise losses, from shapes alone.

import Catalogue

/// Estimates and limits of work; products that overflow are the largest number.
enum Work {
    /// Multiply-adds of matrix products that take about as long as one element of an elementwise loss.
    private static let multiplicationsPerElement = 64
    /// What an item of vectors costs besides its elements, in elements.
    private static let elementsPerVector = 8

    /// The elements of the shape that all tensors would broadcast to together.
    ///
    /// Never too small; too large, as for tensors that do not broadcast, does not matter.
    static func broadcasting(_ shapes: some Collection<[Int]>) -> Int {
        guard let first = shapes.first, !shapes.allSatisfy({ $0 == first }) else { return product(shapes.first ?? []) }
        var (work, distance) = (1, 0)
        var isLonger = true
        while isLonger {
            // The largest size at that distance from the last dimension.
            isLonger = false
            var largest = 1
            for shape in shapes where distance < shape.count {
                largest = max(largest, shape[shape.count - 1 - distance])
                isLonger = true
            }
            work = Saturating.product(work, max(largest, 1))
            distance += 1
        }
        return work
    }

    /// The shape that tensors would broadcast to together, or a larger one if they do not broadcast.
    static func broadcastShape(_ shapes: some Collection<[Int]>) -> [Int] {
        guard let first = shapes.first, !shapes.allSatisfy({ $0 == first }) else { return shapes.first ?? [] }
        let rank = shapes.map(\.count).max() ?? 0
        return (0..<rank).map { dimension in
            shapes.map { shape in
                let own = dimension - (rank - shape.count)
                return own < 0 ? 1 : shape[own]
            }.max() ?? 1
        }
    }

    /// The work of items of that shape, each of which compares vectors of that size.
    static func vectors(_ items: [Int], size: Int) -> Int {
        product(items + [sum([size, elementsPerVector])])
    }

    /// The work of comparing so many vectors of that size with so many others.
    static func products(_ vectors: Int, _ others: Int, size: Int) -> Int {
        product([vectors, others, size / multiplicationsPerElement + 1])
    }

    /// The sum of amounts of work.
    static func sum(_ amounts: [Int]) -> Int { amounts.reduce(0, Saturating.sum) }

    /// The product of sizes, those of 0 counted as 1.
    static func product(_ sizes: [Int]) -> Int { Saturating.extent(of: sizes) }
}

extension [Int] {
    /// The first size, 1 of a shape that has none.
    var firstSize: Int { first ?? 1 }
    /// The last size, 1 of a shape that has none.
    var lastSize: Int { last ?? 1 }
}
