// Looks for rows of numbers that an input hardly ever means.

import Catalogue

extension ExpectationCheck {
    /// The classes of a tensor: along its second dimension, or its only one.
    private struct Classes {
        let count: Int
        /// The distance between the numbers of a row.
        let stride: Int
        let rows: Int
        /// The shape without the classes.
        let rowShape: [Int]

        init?(_ shape: [Int]) {
            guard !shape.isEmpty else { return nil }
            let dimension = shape.count > 1 ? 1 : 0
            count = shape[dimension]
            stride = Saturating.count(of: Array(shape[(dimension + 1)...]))
            var rest = shape
            rest.remove(at: dimension)
            rowShape = rest
            rows = Saturating.count(of: rest)
        }

        func first(of row: Int) -> Int { row / stride * stride * count + row % stride }
    }

    /// The sum of a row; `nil` if not all of it is between 0 and 1.
    private func sum(_ row: Int, _ classes: Classes, _ values: [Scalar]) -> Double? {
        let (low, high) = (-Self.slack, 1 + Self.slack)
        var (sum, isOdd) = (0.0, Int32(0))
        let first = classes.first(of: row)
        if classes.stride == 1 {
            // Two passes, of which the first becomes vector instructions.
            for value in values[first..<first + classes.count] {
                let (isBelow, isAbove): (Int32, Int32) = (value < low ? 1 : 0, value > high ? 1 : 0)
                isOdd |= isBelow | isAbove
            }
            for value in values[first..<first + classes.count] { sum += Double(value) }
        } else {
            for index in stride(from: first, to: first + classes.count * classes.stride, by: classes.stride) {
                let value = values[index]
                isOdd |= value < low || value > high ? 1 : 0
                sum += Double(value)
            }
        }
        // NaN is neither below nor above.
        guard isOdd == 0, !sum.isNaN else { return nil }
        return sum
    }

    /// Ends at the first row that is not a distribution, which is the first of all as a rule.
    func alreadyProbabilities(_ name: String, _ tensor: Tensor<Scalar>) -> LossWarning? {
        guard let classes = Classes(tensor.shape), classes.count > 1 else { return nil }
        for row in 0..<classes.rows {
            guard let sum = sum(row, classes, tensor.values), abs(sum - 1) <= 2e-3 else { return nil }
        }
        return LossWarning(
            code: .alreadyProbabilities, place: .tensor(name),
            detail:
                "every row of \(name) is between 0 and 1 and sums to 1, as after a softmax; this loss expects scores and "
                + "applies the softmax itself")
    }

    func notADistribution(_ name: String, _ tensor: Tensor<Scalar>) -> LossWarning? {
        guard let input = problem.tensors["input"], input.shape.count == tensor.shape.count,
            let classes = Classes(tensor.shape), let counts = counting(classes.rowShape)
        else { return nil }
        for row in 0..<classes.rows {
            let sum = sum(row, classes, tensor.values)
            if let sum, abs(sum - 1) <= Self.sumSlack { continue }
            guard counts(row) else { continue }
            return LossWarning(
                code: .notADistribution, place: .tensor(name, element: classes.first(of: row)),
                detail: "a \(name) of the input's shape holds probabilities, and this row "
                    + (sum.map { "sums to \($0)" } ?? "has numbers that are not between 0 and 1")
                    + "; class indices have no dimension of classes")
        }
        return nil
    }

    func repeatedClass(_ name: String, _ tensor: Tensor<Scalar>) -> LossWarning? {
        let size = tensor.shape.last ?? 1
        guard let counts = counting(Array(tensor.shape.dropLast())) else { return nil }
        // The last row that lists a class.
        var seen = [Int](repeating: -1, count: size)
        for row in 0..<(tensor.values.count / size) {
            for element in row * size..<(row + 1) * size {
                guard let value = Int(exactly: tensor.values[element]), seen.indices.contains(value) else { break }
                guard seen[value] != row || !counts(row) else {
                    return LossWarning(
                        code: .repeatedClass, place: .tensor(name, element: element),
                        detail:
                            "class \(value) is listed twice in its row and counts twice; a row lists different classes up to "
                            + "the first -1, and is not a 0 or 1 for each class")
                }
                seen[value] = row
            }
        }
        return nil
    }

    func swappedCorners(_ name: String, _ tensor: Tensor<Scalar>) -> LossWarning? {
        let values = tensor.values
        var isOdd: Int32 = 0
        for box in 0..<(values.count / 4) {
            let first = 4 &* box
            let (isLeft, isAbove): (Int32, Int32) = (
                values[first &+ 2] < values[first] ? 1 : 0, values[first &+ 3] < values[first &+ 1] ? 1 : 0
            )
            isOdd |= isLeft | isAbove
        }
        guard isOdd != 0, let counts = counting(Array(tensor.shape.dropLast())) else { return nil }
        for first in stride(from: 0, to: values.count - 3, by: 4) where counts(first / 4) {
            for (axis, offset) in [("x", first), ("y", first + 1)] where values[offset + 2] < values[offset] {
                return LossWarning(
                    code: .swappedCorners, place: .tensor(name, element: offset + 2),
                    detail:
                        "\(axis)2 \(values[offset + 2]) is less than \(axis)1 \(values[offset]), so the box has no area; "
                        + "boxes are x1, y1, x2, y2")
            }
        }
        return nil
    }
}
