// Scores that are made a tile at a time are never all there.

import Catalogue
@testable import Losses
import Testing

@Suite("Rows of a linear map")
struct LinearRowsTests {
    @Test("no more scores are held than a tile has", arguments: [(10_000, 100), (100, 100_000), (3, 7)])
    func tiles(rows: Int, classes: Int) throws {
        let problem = Problem<Float>(
            tensors: [
                "input": Tensor(shape: [rows, 1], values: (0..<rows).map { Float($0) }),
                "linear_weight": Tensor(shape: [classes, 1], values: (0..<classes).map { Float($0) }),
            ], gradients: ["input"])
        var source = try LinearRows(problem)
        source.begin(try RowLayout(source.shape, acceptsPositions: true))
        var scores = [Float](repeating: 0, count: classes)
        for row in stride(from: 0, to: rows, by: 37) {
            source.read(row, into: &scores)
            #expect(scores[classes - 1] == Float(row) * Float(classes - 1))
            #expect(source.heldScores <= max(classes, 1 << 16))
        }
    }
}
